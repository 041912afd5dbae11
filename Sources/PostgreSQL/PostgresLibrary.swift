import CPostgres

/// libpq, loaded with the first address that leads to a server.
enum PostgresLibrary {
    static func load() throws(DatabaseError) {
        guard cpostgres_load() == CPOSTGRES_LOADED else { throw .libraryMissing }
    }
}
