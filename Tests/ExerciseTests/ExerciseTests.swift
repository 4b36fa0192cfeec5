import Foundation
import Testing
import Workbook

@testable import Chapter01_ActivationFunctions
@testable import Chapter02_LossFunctions
@testable import Chapter03_Optimizers
@testable import Chapter04_Classifier
@testable import Chapter05_PCA
@testable import Chapter06_Autoencoder
@testable import Chapter07_DenoisingAutoencoder
@testable import Chapter08_VariationalAutoencoder

/// Every chapter with the trials of its exercises, each list in the chapter's own file here.
private let chapters: [(chapter: any Chapter.Type, trials: [ExerciseTrial])] = [
    (Chapter01.self, chapter01Trials),
    (Chapter02.self, chapter02Trials),
    (Chapter03.self, chapter03Trials),
    (Chapter04.self, chapter04Trials),
    (Chapter05.self, chapter05Trials),
    (Chapter06.self, chapter06Trials),
    (Chapter07.self, chapter07Trials),
    (Chapter08.self, chapter08Trials),
]

private let trials = chapters.flatMap(\.trials)

@Suite struct ExerciseTests {
    /// What stands in the exercise's file, the shipped stub or a student's attempt. It is checked as the runner does it,
    /// in a process of its own: a crash in a student's code turns this case red, not the test run.
    @Test(arguments: trials) func theAttemptIsTheStubOrRight(trial: ExerciseTrial) throws {
        let exercise = trial.exercise
        let module = try #require(exercise.file.split(separator: "/").dropFirst().first)
        let runner = ExerciseRunner(
            executable: try BuiltProgram.locate(String(module)), output: URL(fileURLWithPath: "/dev/null"))
        let verdict = try runner.judge(exercise.id)
        if try ShippedStub(of: exercise, root: PackageRoot.find()).isUntouched() {
            #expect(verdict == .notYetSolved, "\(exercise.file) is as it was shipped")
        } else {
            #expect(!verdict.isRefused, "\(exercise.id) \(exercise.title): \(verdict.explanation ?? "")")
        }
    }

    @Test(arguments: trials) func theReferenceSolutionPasses(trial: ExerciseTrial) {
        #expect(trial.judgeSolution() == .solved)
    }

    @Test(arguments: trials.flatMap(\.wrong)) func theWrongAnswerIsRefused(answer: ExerciseTrial.Refusal) {
        let verdict = answer.judge()
        guard case .wrong(let message) = verdict else {
            Issue.record("the verdict is: \(verdict)")
            return
        }
        #expect(message.hasPrefix(answer.message))
        // A refusal without a case is no help.
        #expect(answer.message.contains { $0.isNumber })
    }

    @Test(arguments: trials) func everyExerciseHasHintsAndWrongAnswers(trial: ExerciseTrial) {
        #expect(trial.exercise.hints.count >= 3)
        #expect(trial.wrong.count >= 3)
    }

    @Test func everyExerciseIsTriedAndNumberedInOrder() {
        for (chapter, trials) in chapters {
            let ids = chapter.exercises.map { $0.id }
            #expect(trials.map { $0.exercise.id } == ids, "the trials of Chapter \(chapter.number)")
            #expect(ids == (0..<ids.count).map { "\(chapter.number).\($0 + 1)" })
        }
    }

    @Test func everyFileBelongsToAnExercise() throws {
        let root = try PackageRoot.find()
        for (chapter, _) in chapters {
            let folder = root.appending("\(chapter.folder)/Exercises")
            for folder in [folder, folder.appendingPathComponent(".shipped")] {
                let files = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
                    .filter { $0.hasSuffix(".swift") }
                let known = chapter.exercises.map { ($0.file as NSString).lastPathComponent }
                #expect(Set(files) == Set(known), "\(folder.path)")
            }
        }
    }

    /// For the project's own checks, which set this variable: nobody's solution has been committed, and every shipped
    /// copy is up to date (`swift run exercises --record` writes them).
    @Test(.enabled(if: ProcessInfo.processInfo.environment["WORKBOOK_SHIPPED"] != nil), arguments: trials)
    func theFileIsAsShipped(trial: ExerciseTrial) throws {
        #expect(try ShippedStub(of: trial.exercise, root: PackageRoot.find()).isUntouched(), "\(trial.exercise.file)")
    }
}
