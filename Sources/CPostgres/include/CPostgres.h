// libpq behind a table that dlopen(3) fills on first use.
//
// Nothing here links libpq or needs its headers: what is used of it is declared here, by its documentation
// (PostgreSQL 15, chapter 34). A vault in a file never loads it.
#ifndef CPOSTGRES_H
#define CPOSTGRES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

// What became of loading libpq, once for the life of the process.
typedef enum {
    CPOSTGRES_LOADED,
    // There is no libpq.so.5, or it is older than 14, the first that has pipeline mode, and so lacks a function.
    CPOSTGRES_MISSING,
} cpostgres_state;

// Loads libpq; later calls tell what became of the first.
//
// OpenSSL gets an allocator that zeroes memory when it is freed, as when libcurl is loaded: only the first to ask
// for that is heard. SSLKEYLOGFILE and PGLOCALEDIR are removed from the environment: session keys would be written
// to the one, texts read from the other.
cpostgres_state cpostgres_load(void);
// The loader's words; empty once it is loaded.
const char *cpostgres_load_words(void);

// PQconninfoOption: one of libpq's words for a connection.
typedef struct {
    // NULL after the last.
    char *_Nullable keyword;
    char *_Nullable envvar;
    char *_Nullable compiled;
    char *_Nullable val;
    char *_Nullable label;
    // "*" for a secret, "D" for what is for debugging.
    char *_Nullable dispchar;
    int dispsize;
} cpostgres_option;

// The words that an address has, ending with one whose keyword is NULL; NULL, and the reason in `words`, where libpq
// can't read it. To be freed with cpostgres_options_free.
cpostgres_option *_Nullable cpostgres_parse(const char *address, char *words, size_t capacity);
void cpostgres_options_free(cpostgres_option *options);

// A connection, and what the server has said beside its answers.
typedef struct cpostgres_connection cpostgres_connection;

// Starts one (PQconnectStartParams; the first keyword may be dbname and hold a whole address). Nothing that a server
// says is printed. NULL where memory is short. Never sends a password before cpostgres_connect_poll is called.
cpostgres_connection *_Nullable cpostgres_connect_start(const char *_Nullable const *_Nonnull keywords,
                                                        const char *_Nullable const *_Nonnull values);
void cpostgres_free(cpostgres_connection *connection);

// PostgresPollingStatusType.
enum {
    CPOSTGRES_POLLING_FAILED = 0,
    CPOSTGRES_POLLING_READING = 1,
    CPOSTGRES_POLLING_WRITING = 2,
    CPOSTGRES_POLLING_OK = 3,
};
int cpostgres_connect_poll(cpostgres_connection *connection);
// Makes an open connection ready for cpostgres_send: not blocking, pipeline mode.
bool cpostgres_begin(cpostgres_connection *connection);

// Every word of the connection as it is in effect, from address, service file and environment.
cpostgres_option *_Nullable cpostgres_options(cpostgres_connection *connection);
// The words with a value of libpq's own kind (PQerrorMessage).
const char *cpostgres_words(const cpostgres_connection *connection);
// Whether a text has the connection's password in it.
bool cpostgres_mentions_password(const cpostgres_connection *connection, const char *text);
bool cpostgres_is_encrypted(const cpostgres_connection *connection);
bool cpostgres_is_open(const cpostgres_connection *connection);
// CONNECTION_BAD: it is lost, or could not be made.
bool cpostgres_has_failed(const cpostgres_connection *connection);
// Whether it is in a transaction, failed or not.
bool cpostgres_in_transaction(const cpostgres_connection *connection);
int cpostgres_server_version(const cpostgres_connection *connection);
int cpostgres_socket(const cpostgres_connection *connection);
// Bytes that have come to the socket and are not read yet.
size_t cpostgres_waiting(const cpostgres_connection *connection);
// How many warnings have come since the last call.
unsigned cpostgres_take_warnings(cpostgres_connection *connection);

// Queues a statement with its parameters in binary form; the answer is to be binary, too. `lengths` has -1 for null,
// and `bytes` all the others' one after another.
bool cpostgres_send(cpostgres_connection *connection, const char *statement, size_t count, const unsigned *types,
                    const unsigned char *bytes, const int *lengths);
// Ends the statements of one round trip.
bool cpostgres_send_sync(cpostgres_connection *connection);
// 0 when all is sent, 1 when not, -1 when that failed.
int cpostgres_flush(cpostgres_connection *connection);
bool cpostgres_consume(cpostgres_connection *connection);
bool cpostgres_is_busy(cpostgres_connection *connection);
// From here on the current statement's rows come one by one.
bool cpostgres_one_by_one(cpostgres_connection *connection);

typedef struct cpostgres_result cpostgres_result;

// ExecStatusType, as far as it is used.
enum {
    CPOSTGRES_EMPTY_QUERY = 0,
    CPOSTGRES_COMMAND_OK = 1,
    CPOSTGRES_TUPLES_OK = 2,
    CPOSTGRES_FATAL_ERROR = 7,
    CPOSTGRES_SINGLE_TUPLE = 9,
    CPOSTGRES_PIPELINE_SYNC = 10,
    CPOSTGRES_PIPELINE_ABORTED = 11,
};
// NULL after a statement's last.
cpostgres_result *_Nullable cpostgres_next(cpostgres_connection *connection);
void cpostgres_result_free(cpostgres_result *result);
int cpostgres_status(const cpostgres_result *result);
int cpostgres_row_count(const cpostgres_result *result);
int cpostgres_column_count(const cpostgres_result *result);
unsigned cpostgres_column_type(const cpostgres_result *result, int column);
// The bytes of a cell, which live as long as the result; NULL for null.
const unsigned char *_Nullable cpostgres_cell(const cpostgres_result *result, int row, int column, size_t *count);
// "INSERT 0 1".
const char *cpostgres_command_tag(const cpostgres_result *result);
// The number in it, empty where it has none.
const char *cpostgres_affected(const cpostgres_result *result);

// A part of an error by its letter, PG_DIAG_…: V severity, C SQLSTATE, M message, n constraint.
const char *_Nullable cpostgres_error_field(const cpostgres_result *result, int field);

#pragma clang assume_nonnull end

#endif
