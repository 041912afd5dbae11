import ArgumentParser
import SecretMemory

/// How variables are written for something that reads text, quoted so that any value survives.
enum ShellDialect: String, CaseIterable, ExpressibleByArgument {
    case sh, fish, csh, powershell
    case dotenv, json

    func unset(_ name: String) -> String {
        switch self {
        case .sh: "unset \(name)\n"
        case .fish: "set -e \(name)\n"
        case .csh: "unsetenv \(name);\n"
        case .powershell: "Remove-Item Env:\(name) -ErrorAction SilentlyContinue\n"
        case .dotenv, .json: ""
        }
    }

    func prefix(_ name: String, isFirst: Bool) -> String {
        switch self {
        case .sh: "export \(name)='"
        case .fish: "set -gx \(name) '"
        case .csh: "setenv \(name) '"
        case .powershell: "$Env:\(name) = '"
        case .dotenv: "\(name)='"
        case .json: (isFirst ? "{" : ",") + "\"\(name)\":\""
        }
    }

    func suffix(isLast: Bool) -> String {
        switch self {
        case .sh, .fish, .powershell, .dotenv: "'\n"
        case .csh: "';\n"
        case .json: "\"" + (isLast ? "}\n" : "")
        }
    }

    /// A byte as it stands between the quotes.
    func quoted(_ byte: UInt8) -> [UInt8] {
        switch (self, byte) {
        case (.sh, UInt8(ascii: "'")), (.csh, UInt8(ascii: "'")): Array("'\\''".utf8)
        case (.csh, UInt8(ascii: "!")): Array("\\!".utf8)
        case (.fish, UInt8(ascii: "'")), (.fish, UInt8(ascii: "\\")), (.dotenv, UInt8(ascii: "'")),
            (.dotenv, UInt8(ascii: "\\")), (.json, UInt8(ascii: "\"")), (.json, UInt8(ascii: "\\")):
            [UInt8(ascii: "\\"), byte]
        case (.powershell, UInt8(ascii: "'")): Array("''".utf8)
        case (.json, 0..<0x20):
            Array("\\u00".utf8)
                + [byte >> 4, byte & 15].map { Array("0123456789abcdef".utf8)[Int($0)] }
        default: [byte]
        }
    }
}

/// The whole text, in guarded memory since the secret is in it.
struct ShellText {
    let dialect: ShellDialect
    let variables: SessionVariables

    func text(secret: borrowing SecretBytes) -> SecretBytes {
        let count = variables.plain.count + variables.secretNames.count
        let plainSize = variables.plain.reduce(0) {
            $0 + ($1.name.utf8.count + $1.value.utf8.count) * 6
        }
        let size = 16_384 + plainSize + secret.count * 6 * variables.secretNames.count
        return secret.withBytes { secret in
            SecretBytes(capacity: size) { output in
                for name in SessionVariables.inheritedCredentials.sorted() {
                    output.append(contentsOf: Array(dialect.unset(name).utf8))
                }
                var index = 0
                for variable in variables.plain {
                    append(variable.name, &output, index, of: count) { output in
                        for byte in variable.value.utf8 {
                            output.append(contentsOf: dialect.quoted(byte))
                        }
                    }
                    index += 1
                }
                for name in variables.secretNames {
                    append(name, &output, index, of: count) { output in
                        for offset in 0..<secret.byteCount {
                            let byte = unsafe secret.unsafeLoad(
                                fromByteOffset: offset, as: UInt8.self)
                            output.append(contentsOf: dialect.quoted(byte))
                        }
                    }
                    index += 1
                }
            }
        }
    }

    private func append(
        _ name: String, _ output: inout OutputRawSpan, _ index: Int, of count: Int,
        value: (inout OutputRawSpan) -> Void
    ) {
        output.append(contentsOf: Array(dialect.prefix(name, isFirst: index == 0).utf8))
        value(&output)
        output.append(contentsOf: Array(dialect.suffix(isLast: index == count - 1).utf8))
    }
}
