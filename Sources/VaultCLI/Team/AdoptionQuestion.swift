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
            ? " A secret that only they have counts as lost: its key is deleted at OUTSCALE, even if it is in use by now."
            : ""
        text = "Take over \(texts.joined(separator: ", ")) from whoever has begun it?\(loss)"
    }
}
