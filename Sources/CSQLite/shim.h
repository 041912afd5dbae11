#include <sqlite3.h>

// sqlite3_db_config is variadic, which Swift can't call. These options all take (int value, int *result).
static inline int vault_sqlite3_db_config(sqlite3 *db, int option, int value) {
  return sqlite3_db_config(db, option, value, (int *)0);
}

// SQLITE_TRANSIENT is a cast of -1 to a function pointer, which Swift does not import.
static inline int vault_sqlite3_bind_blob(sqlite3_stmt *statement, int index, const void *bytes, int count) {
  return count == 0 ? sqlite3_bind_zeroblob(statement, index, 0)
                    : sqlite3_bind_blob(statement, index, bytes, count, SQLITE_TRANSIENT);
}

// sqlite3_file's methods are function pointers behind two pointers, which would be much unsafe Swift. The database's own
// file, read through SQLite's own descriptor: closing another one would drop SQLite's locks.
static inline int vault_sqlite3_file_size(sqlite3 *db, sqlite3_int64 *size) {
  sqlite3_file *file = 0;
  int status = sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &file);
  if (status != SQLITE_OK) return status;
  return file && file->pMethods ? file->pMethods->xFileSize(file, size) : SQLITE_ERROR;
}

static inline int vault_sqlite3_read(sqlite3 *db, void *bytes, int count, sqlite3_int64 offset) {
  sqlite3_file *file = 0;
  int status = sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &file);
  if (status != SQLITE_OK) return status;
  return file && file->pMethods ? file->pMethods->xRead(file, bytes, count, offset) : SQLITE_ERROR;
}
