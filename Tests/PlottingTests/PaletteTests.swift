import Foundation
import Graphics
import Testing

@testable import Plotting

/// Colours as people with and without a colour-vision deficiency see them: linear light through the matrices of
/// Machado, Oliveira and Fernandes (2009) at severity 1, then OKLab (Ottosson 2020), where distances are perceptual.
private enum Sight: CaseIterable {
    case normal, protanopia, deuteranopia, tritanopia

    private var matrix: [[Double]] {
        switch self {
        case .normal: [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
        case .protanopia:
            [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
        case .deuteranopia:
            [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
        case .tritanopia:
            [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
        }
    }

    func lab(_ color: Color) -> [Double] {
        func linear(_ c: Double) -> Double { c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4) }
        let light = [linear(color.red), linear(color.green), linear(color.blue)]
        let seen = matrix.map { row in min(max(zip(row, light).reduce(0) { $0 + $1.0 * $1.1 }, 0), 1) }
        let cones = [
            [0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ].map { row in cbrt(zip(row, seen).reduce(0) { $0 + $1.0 * $1.1 }) }
        return [
            [0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ].map { row in zip(row, cones).reduce(0) { $0 + $1.0 * $1.1 } }
    }

    func distance(_ a: Color, _ b: Color) -> Double {
        zip(lab(a), lab(b)).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
    }
}

@Suite("Colours")
struct PaletteTests {
    @Test("any two series stay apart for every kind of sight", arguments: Sight.allCases)
    private func distances(sight: Sight) {
        let colors = Palette.series
        for i in colors.indices {
            for j in 0..<i { #expect(sight.distance(colors[i], colors[j]) > 0.10, "\(j) and \(i)") }
        }
    }

    @Test("the oracle itself tells red and green apart only with normal sight")
    func oracle() {
        let (red, green) = (Color(hex: 0xA5462D), Color(hex: 0x5A6D2D))
        #expect(Sight.normal.distance(red, green) > 0.12)
        #expect(Sight.deuteranopia.distance(red, green) < 0.06)
        #expect(abs(Sight.normal.lab(.white)[0] - 1) < 1e-3)
    }

    @Test("series stand out from white, texts more so")
    func contrast() {
        let contrasts = Palette.series.map { $0.contrast(with: .white) }
        #expect(contrasts.filter { $0 >= 3 }.count >= 8)
        #expect(contrasts.allSatisfy { $0 >= 2.2 })
        for color in Palette.series { #expect(Palette.ink(color).contrast(with: .white) >= 4.5) }
        #expect(abs(Color.black.contrast(with: .white) - 21) < 1e-9)
    }

    @Test("a sequential map's lightness runs one way, for every kind of sight", arguments: Sight.allCases)
    private func sequential(sight: Sight) {
        for (map, sign) in [(ColorMap.viridis, 1.0), (.blues, -1), (.grey, 1)] {
            let lightness = (0...60).map { sight.lab(map.color(Double($0) / 60))[0] * sign }
            #expect(zip(lightness, lightness.dropFirst()).allSatisfy { $0 < $1 })
        }
        // Evenly: no step of viridis is more than twice the mean.
        let steps = (0..<60).map { i in
            sight.lab(ColorMap.viridis.color(Double(i + 1) / 60))[0]
                - sight.lab(ColorMap.viridis.color(Double(i) / 60))[0]
        }
        #expect(steps.max()! < 2.2 * steps.reduce(0, +) / 60)
    }

    @Test("the diverging map is light in its middle and equally dark at its ends", arguments: Sight.allCases)
    private func diverging(sight: Sight) {
        let lightness = (0...60).map { sight.lab(ColorMap.diverging.color(Double($0) / 60))[0] }
        #expect(lightness[30] > 0.96)
        for i in 0..<30 {
            #expect(lightness[i] < lightness[i + 1] && lightness[60 - i] < lightness[59 - i])
            #expect(abs(lightness[i] - lightness[60 - i]) < 0.1)
        }
        #expect(sight.distance(ColorMap.diverging.color(0.2), ColorMap.diverging.color(0.8)) > 0.1)
    }

    @Test("maps clamp, take NaN, and scales place values")
    func maps() {
        #expect(ColorMap.grey.color(-3) == .black && ColorMap.grey.color(9) == .white)
        #expect(ColorMap([.black]).color(0.7) == .black)
        #expect(ColorMap.viridis.color(.nan) == Color(grey: 0.85))
        #expect(ColorMap.viridis.reversed.color(0) == ColorMap.viridis.color(1))
        let log = ColorScale(.grey, domain: 0.01...100, scale: .log)
        #expect(abs(log.color(1).red - 0.5) < 1e-9)
        #expect(log.color(0) == .black && log.color(.infinity) == .white)
        #expect(ColorScale(.grey, domain: 2...2).color(2).red == 0.5)
    }
}
