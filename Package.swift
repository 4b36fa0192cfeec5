// swift-tools-version: 6.0
import PackageDescription

/// `swift run` builds in the debug configuration. A workbook that trains networks must be fast there too, so every
/// target is optimised in both configurations, and on x86-64 both Swift and C use the instructions of this machine.
/// Without `-fno-math-errno` a square root is a library call instead of one instruction.
let optimised: [SwiftSetting] = {
    var settings: [SwiftSetting] = [.unsafeFlags(["-O"], .when(configuration: .debug))]
    #if arch(x86_64)
        settings.append(.unsafeFlags(["-Xcc", "-march=native", "-Xcc", "-fno-math-errno"]))
    #endif
    return settings
}()

func library(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource]? = nil) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: optimised)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource]? = nil) -> Target {
    .testTarget(name: name, dependencies: dependencies, resources: resources, swiftSettings: optimised)
}

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

let chapterNames = [
    "Chapter01_ActivationFunctions",
    "Chapter02_LossFunctions",
    "Chapter03_Optimizers",
    "Chapter04_Classifier",
    "Chapter05_PCA",
    "Chapter06_Autoencoder",
    "Chapter07_DenoisingAutoencoder",
    "Chapter08_VariationalAutoencoder",
]

/// A chapter is an executable: its folder holds the sections, the exercises and the woven page.
let chapters: [Target] = chapterNames.map { name in
    .executableTarget(
        name: name,
        dependencies: [
            "Tensors", "NeuralNetworks", "Autoencoders", "Derivations", "Graphics", "Plotting", "Datasets",
            "DrawnFaces", "Workbook", "ChapterSupport",
        ],
        path: "Chapters/\(name)",
        exclude: ["README.md"],
        swiftSettings: optimised)
}

let chapterDependencies = chapterNames.map { Target.Dependency(stringLiteral: $0) }

let package = Package(
    name: "Autoencoder",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "Tensors", targets: ["Tensors"]),
        .library(name: "NeuralNetworks", targets: ["NeuralNetworks"]),
        .library(name: "Autoencoders", targets: ["Autoencoders"]),
        .library(name: "Derivations", targets: ["Derivations"]),
        .library(name: "Plotting", targets: ["Graphics", "Plotting"]),
        .library(name: "Datasets", targets: ["Datasets", "DrawnFaces"]),
        .executable(name: "workbook", targets: ["WorkbookCommand"]),
        .executable(name: "exercises", targets: ["ExercisesCommand"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0")
    ],
    targets: [
        .systemLibrary(
            name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"]), .brew(["libpng"])]),
        .systemLibrary(
            name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
        .systemLibrary(
            name: "CCairo", pkgConfig: "cairo", providers: [.apt(["libcairo2-dev"]), .brew(["cairo"])]),

        library("Vectors"),
        library("Tensors", ["Vectors"]),
        library("NeuralNetworks", ["Files", "Tensors"]),
        library("Autoencoders", ["NeuralNetworks", "Tensors"]),
        library("Derivations"),
        library("Files"),
        library("Graphics", ["Files", "CPNG", "CZlib", "CCairo"]),
        library("Plotting", ["Graphics"]),
        library("Datasets", ["Tensors", "Graphics", "CZlib"], resources: [.copy("Resources/mnist")]),
        library("DrawnFaces", ["Datasets", "Graphics", "Tensors"]),
        library("Workbook", ["Tensors", "NeuralNetworks", "Derivations", "Graphics", "Plotting", argumentParser]),
        library(
            "ChapterSupport",
            ["Tensors", "NeuralNetworks", "Autoencoders", "Graphics", "Plotting", "Datasets", "Workbook"]),

        // On file systems that ignore case, a folder `workbook` would be the folder `Workbook`.
        // The chapters are dependencies so that `swift run workbook` builds them; they run as processes of their own.
        .executableTarget(
            name: "WorkbookCommand",
            dependencies: [
                "Workbook", "NeuralNetworks", "Autoencoders", "Tensors", "Datasets", "Derivations", "Graphics",
                argumentParser,
            ]
                + chapterDependencies,
            swiftSettings: optimised),

        // Damaged files for every reader: `swift run Fuzzing --format all --seconds 60`.
        .executableTarget(
            name: "Fuzzing",
            dependencies: ["Graphics", "Datasets", "NeuralNetworks", "Tensors", "CZlib", argumentParser],
            swiftSettings: optimised),
        // It depends on no chapter: it must build whatever a student has written.
        .executableTarget(
            name: "ExercisesCommand", dependencies: ["Workbook", argumentParser], swiftSettings: optimised),

        tests("TensorsTests", ["Tensors"]),
        tests("NeuralNetworksTests", ["NeuralNetworks", "Tensors"]),
        tests("AutoencodersTests", ["Autoencoders", "NeuralNetworks", "Tensors", "Datasets"]),
        tests("DerivationsTests", ["Derivations", "Autoencoders", "NeuralNetworks", "Tensors"]),
        tests("FilesTests", ["Files"]),
        tests("GraphicsTests", ["Graphics", "CZlib"]),
        tests("PlottingTests", ["Plotting", "Graphics"]),
        tests("DrawnFacesTests", ["DrawnFaces", "Datasets", "Graphics", "Tensors"]),
        tests("DatasetsTests", ["Datasets", "Graphics", "Tensors", "CZlib"]),
        tests("FuzzingTests", ["Fuzzing"]),
        tests("WorkbookTests", ["Workbook", "NeuralNetworks", "Tensors", "Graphics", "Plotting"]),
        tests("ChapterTests", ["Workbook", "Graphics", "WorkbookCommand", "ExercisesCommand"] + chapterDependencies),
        tests("ChapterSupportTests", ["ChapterSupport", "Tensors"]),
        tests(
            "ExerciseTests",
            ["Workbook", "NeuralNetworks", "Autoencoders", "Tensors", "Datasets"] + chapterDependencies),
    ] + chapters,
    swiftLanguageModes: [.v6]
)
