import Foundation

/// The process' memory that is really there.
enum ResidentMemory {
    /// The largest since the last ``resetPeak()``, in bytes. (`getrusage` tells that of the process' parent, if larger.)
    static var peak: Int {
        #if os(Linux)
            let file = open("/proc/self/status", O_RDONLY)
            guard file >= 0 else { return 0 }
            defer { close(file) }
            var text = [UInt8](repeating: 0, count: 4096)
            let count = text.withUnsafeMutableBytes { Foundation.read(file, $0.baseAddress!, $0.count) }
            let key = Array("VmHWM:".utf8)
            guard
                let place = (0..<max(0, count - 16)).first(where: {
                    text[$0] == key[0] && text[$0...].starts(with: key)
                })
            else { return 0 }
            let digits = text[(place + key.count)..<count].drop { $0 == 0x20 || $0 == 0x09 }.prefix { $0 > 0x20 }
            return digits.reduce(0) { 10 * $0 + Int($1) - 0x30 } << 10
        #else
            var usage = rusage()
            getrusage(RUSAGE_SELF, &usage)
            return usage.ru_maxrss
        #endif
    }

    /// Lets the peak begin anew from what is there now, where the system can (Linux).
    static func resetPeak() {
        let file = open("/proc/self/clear_refs", O_WRONLY)
        guard file >= 0 else { return }
        _ = write(file, "5", 1)
        close(file)
    }
}
