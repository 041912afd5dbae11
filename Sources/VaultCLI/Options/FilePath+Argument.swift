public import ArgumentParser
import KernelText
public import SystemPackage

/// A word of the command line that names a file, byte by byte.
extension FilePath: @retroactive ExpressibleByArgument {
    public init?(argument: String) { self.init(word: argument) }
}
