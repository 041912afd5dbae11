import CPostgres

/// libpq's words of a connection, by keyword.
enum ConnectionWords {
    /// - Throws: `malformed` where libpq does not understand it, `insecure` if one is a secret.
    static func check(_ address: DatabaseAddress) throws(DatabaseError) {
        var words = [CChar](repeating: 0, count: 512)
        guard let options = unsafe cpostgres_parse(address.text, &words, words.count) else {
            let text = String(
                decoding: words.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
            throw .malformed(reason: ServerText.line(text))
        }
        defer { unsafe cpostgres_options_free(options) }
        // What libpq itself takes for a secret, should it come to know more of them.
        guard unsafe !hasSecret(options) else {
            throw .insecure(reason: "the address has a password in it, which others can read")
        }
    }

    /// Those that have a value, but for secrets.
    @unsafe static func values(_ options: UnsafePointer<cpostgres_option>) -> [String: String] {
        var result: [String: String] = [:]
        unsafe forEach(options) { option in
            guard let keyword = unsafe option.keyword, let value = unsafe option.val,
                unsafe !isSecret(option)
            else { return }
            unsafe result[String(cString: keyword)] = String(cString: value)
        }
        return result
    }

    @unsafe private static func hasSecret(_ options: UnsafePointer<cpostgres_option>) -> Bool {
        var found = false
        unsafe forEach(options) { option in
            if unsafe isSecret(option) { found = unsafe found || option.val != nil }
        }
        return found
    }

    @unsafe private static func isSecret(_ option: cpostgres_option) -> Bool {
        unsafe option.dispchar?.pointee == CChar(bitPattern: UInt8(ascii: "*"))
    }

    @unsafe private static func forEach(
        _ options: UnsafePointer<cpostgres_option>, _ body: (cpostgres_option) -> Void
    ) {
        var option = unsafe options
        while unsafe option.pointee.keyword != nil {
            unsafe body(option.pointee)
            unsafe option += 1
        }
    }
}
