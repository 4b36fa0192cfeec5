import ArgumentParser
import Foundation

/// Runs a command so that every mistake is answered by one sentence on standard error: exit code 64 for a wrong call,
/// 1 for everything else.
public enum CommandLineTool {
    public static func run<Command: ParsableCommand>(_ type: Command.Type, arguments: [String]? = nil) -> Never {
        StandardStream.occupyClosed()
        var command: any ParsableCommand
        do {
            if arguments == nil { try refuseUnreadableArguments() }
            command = try type.parseAsRoot(arguments)
        } catch {
            stop(error, in: type)
        }
        do {
            try command.run()
        } catch {
            stop(error, in: type)
        }
        exit(0)
    }

    private static func stop<Command: ParsableCommand>(_ error: any Error, in type: Command.Type) -> Never {
        if error is ExitCode { type.exit(withError: error) }
        let code = type.exitCode(for: error)
        if code == .success { type.exit(withError: error) }  // --help
        let isUsage = code == .validationFailure
        complain(isUsage ? type.message(for: error) : reason(of: error))
        exit(isUsage ? 64 : 1)
    }

    /// Swift replaces bytes that are not UTF-8, and the path would be another one.
    private static func refuseUnreadableArguments() throws {
        for index in 0..<Int(CommandLine.argc) {
            guard let argument = CommandLine.unsafeArgv[index], String(validatingCString: argument) == nil else {
                continue
            }
            throw ValidationError("The argument “\(String(cString: argument))” is not UTF-8.")
        }
    }

    /// A sentence on standard error. What names a place in a source (`file:line: error: ...`) stays as it is, so that
    /// editors make a link of it.
    public static func complain(_ sentence: String) {
        let isDiagnostic = sentence.prefixMatch(of: #/[^\n]*:[0-9]+: error: /#) != nil
        let end = sentence.last.map { ".!?…".contains($0) } ?? false || isDiagnostic ? "" : "."
        StandardStream.error.write("\(isDiagnostic ? "" : "Error: ")\(sentence.withVisibleControls)\(end)\n")
    }
}
