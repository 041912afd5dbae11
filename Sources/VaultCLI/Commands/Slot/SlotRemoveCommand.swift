import ArgumentParser
import Vault

struct SlotRemoveCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Remove a slot; never the last one.",
        discussion: """
            What it held opens this vault no more. It still opens copies that were made before; 'vault rekey' makes \
            a new key for what comes.

            Example: vault slot remove 2
            """, aliases: ["rm"])

    @Argument(help: "The slot's number, as 'vault slot list' shows it.") var number: UInt32
    @OptionGroup var global: GlobalOptions

    func run(in context: CommandContext) throws {
        let opening = opening(context)
        let locked = try opening.locked()
        let slot = try locked.slots.slot(number)
        let rest = try locked.slots.removing(number)
        let opened = try opening.openedSlot(of: locked)
        let own = opened.slot.number == number ? ", which has opened the vault just now" : ""
        try Confirmation.require(
            "Remove slot \(slot.label)\(own)? \(Self.remaining(rest))",
            options: global)
        try SlotWriter(opening, context).write(
            rest, by: opened, in: locked, .slotRemoved, "slot \(number), \(slot.kind.text)")
        context.console.sentence("Removed slot \(number): \(slot.kind.text).")
        context.console.note(
            "it still opens copies of the vault that were made before, and leads to the same key. "
                + "'vault rekey' makes another key for what comes.")
    }

    private static func remaining(_ slots: KeySlots) -> String {
        let kinds = slots.slots.map { "\($0.number) \($0.kind.text)" }
        return "What opens the vault then: \(kinds.joined(separator: ", "))."
    }
}
