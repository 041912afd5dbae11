import KeyLifecycle
import Vault

/// What a person is asked who takes over what others have begun.
struct AdoptionQuestion {
    let text: String

    init(_ intents: [Intent], in vault: borrowing UnlockedVault) {
        var texts: [String] = []
        for intent in intents {
            let begun = "since \(UTCDate.iso(intent.startedAt))"
            let holder = vault.holderName(of: intent).map { "\($0), \(begun)" } ?? begun
            texts.append("'\(intent.key.name)' (\(holder))")
        }
        let loss =
            intents.contains(where: \.mayHaveLanded)
            ? " A secret that has landed there counts as lost, and its key is deleted at OUTSCALE." : ""
        text = "Take over \(texts.joined(separator: ", ")) from another machine?\(loss)"
    }
}
