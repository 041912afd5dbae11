import ArgumentParser

/// What a shell loads: it asks the program itself what may stand at the cursor.
enum CompletionScript: String, CaseIterable, ExpressibleByArgument {
    case bash, zsh, fish

    /// - Parameter called: a name to complete besides `osc-vault`. `vault` is completed in any case where it is the same
    ///   program, and left alone where it is another's.
    func text(called: String = ProgramName.called) -> String {
        let names = called == ProgramName.full ? called : "\(ProgramName.full) \(called)"
        return script.replacing("@NAMES@", with: names)
            .replacing("@COMPLETE@", with: CompletionAnswer.word)
    }

    private var script: String {
        switch self {
        case .bash: Self.bashScript
        case .zsh: Self.zshScript
        case .fish: Self.fishScript
        }
    }
}
