import Foundation
import PostgreSQL
import SecretMemory
import Testing
import VaultTestSupport

/// Whether this process has a library of that name.
func isLoaded(_ name: String) -> Bool {
    dlopen(name, RTLD_NOW | RTLD_NOLOAD) != nil
}

@Suite struct `libpq` {
    @Test func `is loaded with the first connection and no sooner`() async throws {
        await #expect(processExitsWith: .success) {
            let address = try address("postgresql:///v?host=/none/such")
            let before = isLoaded("libpq.so.5")
            #expect(!before)
            #expect(throws: DatabaseError.self) { try DatabaseConnection(to: address) }
            let after = isLoaded("libpq.so.5")
            #expect(after)
        }
    }

    @Test func `gives OpenSSL an allocator that leaves nothing behind`() async throws {
        await #expect(processExitsWith: .success) {
            #expect(throws: DatabaseError.self) {
                try DatabaseConnection(to: address("postgresql:///v?host=/none/such"))
            }
            let crypto = dlopen("libcrypto.so.3", RTLD_NOW | RTLD_NOLOAD)
            try #require(crypto != nil)
            typealias Getter =
                @convention(c) (
                    UnsafeMutablePointer<OpaquePointer?>, UnsafeMutablePointer<OpaquePointer?>,
                    UnsafeMutablePointer<OpaquePointer?>
                ) -> Void
            let get = unsafeBitCast(dlsym(crypto, "CRYPTO_get_mem_functions"), to: Getter.self)
            var (allocate, reallocate, release): (OpaquePointer?, OpaquePointer?, OpaquePointer?)
            (allocate, reallocate, release) = (nil, nil, nil)
            get(&allocate, &reallocate, &release)
            #expect(release != OpaquePointer(dlsym(crypto, "CRYPTO_free")))
            #expect(reallocate != OpaquePointer(dlsym(crypto, "CRYPTO_realloc")))
        }
    }

    @Test func `has its keys written down nowhere, and its texts read from nowhere`() async throws {
        await #expect(processExitsWith: .success) {
            for name in ["SSLKEYLOGFILE", "PGLOCALEDIR"] { setenv(name, "/tmp/lure", 1) }
            #expect(throws: DatabaseError.self) {
                try DatabaseConnection(to: address("postgresql:///v?host=/none/such"))
            }
            #expect(getenv("SSLKEYLOGFILE") == nil)
            #expect(getenv("PGLOCALEDIR") == nil)
        }
    }
}

@Suite(.needsServer) struct `OpenSSL beneath libpq` {
    /// A configuration that allows no version of TLS which libpq takes.
    private static let lure = """
        openssl_conf = start
        [start]
        ssl_conf = modules
        [modules]
        system_default = default
        [default]
        MaxProtocol = TLSv1.1
        """

    @Test(arguments: [true, false])
    func `is steered by a variable only in a process that is not hardened`(isHardened: Bool)
        async throws
    {
        let database = try freshDatabase()
        let authority = try CertificateAuthority.shared.get()
        _ = try? database.psql("CREATE ROLE client LOGIN")
        let url = database.url(
            user: "client",
            words: "sslmode=verify-full", "sslrootcert=\(authority.file)",
            "sslcert=\(authority.path("client.pem"))", "sslkey=\(authority.path("client.key"))")
        let file = FileManager.default.temporaryDirectory.appending(path: "lure-\(UUID())")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(Self.lure.utf8).write(to: file)
        await #expect(processExitsWith: .success) {
            [url = url as String, file = file.path as String, isHardened = isHardened as Bool] in
            setenv("OPENSSL_CONF", file, 1)
            if isHardened { ProcessHardening.apply() }
            let connection = try? DatabaseConnection(to: address(url))
            #expect((connection != nil) == isHardened)
        }
    }
}
