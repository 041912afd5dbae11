package import FoundationEssentials
import PostgreSQL
package import SystemPackage

extension TeamPlace {
    /// A place by its address as it was typed.
    ///
    /// - Throws: ``TeamError/setting(_:)`` for what is no address, and for one with a password in it.
    package init(
        parsing address: String, stateDirectory: FilePath, memberFile: FilePath?, reach: Reach,
        at date: Date, patienceSeconds: Int
    ) throws(VaultError) {
        let parsed: DatabaseAddress
        do throws(DatabaseError) { parsed = try DatabaseAddress(parsing: address) } catch {
            throw VaultError(error)
        }
        self.init(
            parsed, stateDirectory: stateDirectory, memberFile: memberFile, reach: reach, at: date,
            patienceSeconds: patienceSeconds)
    }

    /// Whether a connection may be made at all, by what address, environment and service file say: known before anybody is asked
    /// for a password.
    ///
    /// - Throws: ``TeamError/setting(_:)``, and for a server that need not prove who it is.
    package func requireJudged() throws(VaultError) {
        do throws(DatabaseError) { _ = try address.place() } catch { throw VaultError(error) }
    }
}
