import Foundation
import Graphics
import Plotting

extension Page {
    /// Draws a figure to a file of the run and puts it on the page.
    ///
    /// - Parameters:
    ///   - name: A label for references, unique in the chapter, and the file's name: `bias-correction`.
    ///   - caption: One or two sentences that say what is to be seen.
    ///   - slide: The lecture slide that the figure answers to.
    ///   - alternativeText: What the figure shows, for those who cannot see it; the caption if not given.
    ///   - trained: Whether the figure depends on training. One that does not must be the same for every preset: the
    ///     project's checks draw it again in the quick one and compare.
    public func figure(
        _ name: String, caption: String, slide: String? = nil, alternativeText: String? = nil, trained: Bool = false,
        _ figure: some Figure, line: Int = #line, file: String = #filePath
    ) {
        guard claim(name, of: "figure", line, file) else { return }
        let fileName = "\(name).\(options.format.rawValue)"
        do {
            let metadata = [
                "title": name, "caption": caption, "chapter": String(chapter), "source": self.file,
                "seed": String(seed), "preset": preset.rawValue, "software": "The Autoencoder workbook",
            ]
            let data = try figure.data(as: options.format, metadata: metadata)
            try output.write(data, to: fileName)
            terminal.print("→ \(output.display(fileName))")
            let record = FigureRecord(
                name: name, caption: caption, alternativeText: alternativeText ?? caption, slide: slide,
                isTrained: trained, file: fileName, width: figure.size.width, height: figure.size.height,
                fingerprint: Fingerprint(data).description)
            append(.figure(record), line, file)
        } catch {
            fail("the figure “\(name)” cannot be drawn: \(reason(of: error))", line, file)
        }
    }

    /// Draws a figure that is made in a closure, and puts it on the page.
    public func figure(
        _ name: String, caption: String, slide: String? = nil, alternativeText: String? = nil, trained: Bool = false,
        line: Int = #line, file: String = #filePath, _ make: () throws -> some Figure
    ) {
        do {
            figure(
                name, caption: caption, slide: slide, alternativeText: alternativeText, trained: trained, try make(),
                line: line, file: file)
        } catch {
            fail("the figure “\(name)” cannot be made: \(reason(of: error))", line, file)
        }
    }

    /// Draws a chart of the marks in a closure, and puts it on the page. For panels, or a chart with other settings,
    /// make the figure yourself.
    public func figure(
        _ name: String, caption: String, slide: String? = nil, alternativeText: String? = nil, trained: Bool = false,
        x: Axis = "", y: Axis = "", legend: LegendPosition = .automatic, equalUnits: Bool = false,
        size: Size = Chart.standardSize, line: Int = #line, file: String = #filePath,
        @ChartBuilder marks: () throws -> [any Mark]
    ) {
        do {
            let chart = try Chart(x: x, y: y, legend: legend, equalUnits: equalUnits, size: size, marks: marks)
            figure(
                name, caption: caption, slide: slide, alternativeText: alternativeText, trained: trained, chart,
                line: line, file: file)
        } catch {
            fail("the figure “\(name)” cannot be made: \(reason(of: error))", line, file)
        }
    }
}
