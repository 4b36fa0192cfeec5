#if canImport(Darwin)
    @preconcurrency import Darwin
#else
    @preconcurrency import Glibc
#endif

enum StandardOutput {
    /// Sends each line on at once, also to a file or pipe: what is printed is seen even if the program stops right after.
    static func flushLines() { setvbuf(stdout, nil, _IOLBF, 0) }
}
