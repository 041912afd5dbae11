import ArgumentParser
import SystemPackage
import Testing

@testable import VaultCLI

@Suite("What --vault and OSC_VAULT name")
struct NamedVaultTests {
    private func named(_ option: String?, variable: String? = nil) throws -> NamedVault? {
        let options = try GlobalOptions.parse(option.map { ["--vault", $0] } ?? [])
        return NamedVault.of(options, variable.map { ["OSC_VAULT": $0] } ?? [:])
    }

    @Test(arguments: [
        "postgresql://db/vault", "postgres://alice@db:5433/vault?sslmode=verify-full",
    ])
    func `is a team's vault where it begins as PostgreSQL's addresses do`(word: String) throws {
        let named = try named(word)
        #expect(named == TeamAddress(word: word).map(NamedVault.team))
        #expect(named?.isTeam == true)
        #expect(try self.named(nil, variable: word) == named)
    }

    @Test(arguments: [
        "vault.db", "/srv/vault.db", "postgresql", "postgresql:/db/vault", "./postgresql://db",
    ])
    func `is a file otherwise`(word: String) throws {
        #expect(try named(word) == .file(FilePath(word)))
    }

    @Test func `is nothing where neither says anything`() throws {
        #expect(try named(nil) == nil)
        #expect(try named(nil, variable: "") == nil)
    }

    @Test func `the option goes before the variable`() throws {
        #expect(try named("a.db", variable: "postgresql://db/vault") == .file("a.db"))
    }

    @Test(arguments: [
        ("POSTGRESQL://db/Vault", "postgresql://db/Vault"),
        ("Postgres://Alice@db/vault", "postgres://Alice@db/vault"),
    ])
    func `is an address in capitals too, of which libpq gets the scheme as it knows it`(
        word: String, text: String
    ) {
        #expect(NamedVault(word: word).team?.word == text)
    }

    @Test(arguments: [
        "postgresql://db/vault", "postgresql:///vault?host=/run/postgresql&port=5433&user=alice",
        "postgresql://alice@db:5433/vault?sslmode=verify-full",
        "postgresql://alice@a:5433,b:5434/vault?target_session_attrs=read-write&sslmode=verify-full",
        "postgresql://[::1]:5433/vault?user=alice@example.com",
        "postgresql://db:5433/vault?user=alice@example.com&passfile=/home/alice/passwords",
    ])
    func `an address is shown whole`(word: String) {
        #expect(TeamAddress(word: word)?.text == word)
    }

    @Test(arguments: [
        ("postgresql://alice:tr0ub4dor@db/vault", "postgresql://alice@db/vault"),
        ("postgresql://alice:tr0@ub@db/vault", "postgresql://alice@db/vault"),
        ("postgresql://alice:tr0/ub?4@db/vault?a=b", "postgresql://alice@db/vault?a=b"),
        ("postgresql://alice:1234@db/vault", "postgresql://alice@db/vault"),
        ("postgresql://:tr0ub4dor@/vault", "postgresql://@/vault"),
        ("postgresql://db/vault?password=tr0ub4dor", "postgresql://db/vault"),
        ("postgresql://db/vault?a=b&%70assword=tr0ub4dor&c=d", "postgresql://db/vault?a=b&c=d"),
        ("postgresql://db/vault?sslPassword=tr0ub4dor?c=d", "postgresql://db/vault?c=d"),
        ("postgresql://a:1,b:2/vault#tr0ub4dor", "postgresql://a:1,b:2/vault"),
    ])
    func `an address is shown without a password`(word: String, text: String) {
        #expect(TeamAddress(word: word)?.text == text)
    }
}

@Suite("Which vaults a command is for")
struct VaultScopeTests {
    private let team = NamedVault(word: "postgresql://db/vault")

    @Test func `a command for every vault takes each`() throws {
        for named in [nil, NamedVault.file("a.db"), team] { try VaultScope.every.require(named) }
    }

    @Test func `a command for files refuses a team's vault as a wrong usage, with its reason`()
        throws
    {
        let scope = VaultScope.files("it has no file.")
        try scope.require(nil)
        try scope.require(.file("a.db"))
        let failure = #expect(throws: Failure.self) { try scope.require(team) }
        #expect(failure?.status == .usage)
        #expect(
            failure?.message
                == "postgresql://db/vault is a team's vault: it has no file. Nothing was done.")
    }

    @Test(arguments: [nil, NamedVault.file("a.db")])
    func `a command for teams refuses a file`(named: NamedVault?) throws {
        try VaultScope.teams.require(team)
        let failure = #expect(throws: Failure.self) { try VaultScope.teams.require(named) }
        #expect(failure?.status == .usage)
    }
}
