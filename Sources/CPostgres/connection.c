#define _GNU_SOURCE
#include "cpostgres_internal.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

enum { VERBOSE = 2, STATUS_OK = 0, STATUS_BAD = 1, IN_TRANSACTION = 2, IN_FAILED_TRANSACTION = 3 };

cpostgres_option *cpostgres_parse(const char *address, char *words, size_t capacity) {
    char *failure = NULL;
    cpostgres_option *options = cpostgres_table.conninfo_parse(address, &failure);
    if (!options)
        snprintf(words, capacity, "%s", failure ? failure : "out of memory");
    if (failure)
        cpostgres_table.freemem(failure);
    return options;
}

void cpostgres_options_free(cpostgres_option *options) {
    cpostgres_table.conninfo_free(options);
}

// Instead of libpq's own, which prints what a server says.
static void receive_notice(void *connection, const PGresult *notice) {
    const char *severity = cpostgres_table.result_error_field(notice, 'V');
    if (severity && strcmp(severity, "WARNING") == 0)
        ((cpostgres_connection *)connection)->warnings++;
}

cpostgres_connection *cpostgres_connect_start(const char *const *keywords, const char *const *values) {
    cpostgres_connection *connection = calloc(1, sizeof *connection);
    if (!connection)
        return NULL;
    connection->handle = cpostgres_table.connect_start_params(keywords, values, 1);
    if (!connection->handle) {
        free(connection);
        return NULL;
    }
    cpostgres_table.set_notice_receiver(connection->handle, receive_notice, connection);
    // With the SQLSTATE of what a server says while somebody logs in, which has no other way out.
    cpostgres_table.set_error_verbosity(connection->handle, VERBOSE);
    return connection;
}

void cpostgres_free(cpostgres_connection *connection) {
    cpostgres_table.finish(connection->handle);
    free(connection);
}

int cpostgres_connect_poll(cpostgres_connection *connection) {
    return cpostgres_table.connect_poll(connection->handle);
}

bool cpostgres_begin(cpostgres_connection *connection) {
    return cpostgres_table.setnonblocking(connection->handle, 1) == 0 &&
           cpostgres_table.enter_pipeline_mode(connection->handle) == 1;
}

cpostgres_option *cpostgres_options(cpostgres_connection *connection) {
    return cpostgres_table.conninfo(connection->handle);
}

const char *cpostgres_words(const cpostgres_connection *connection) {
    return cpostgres_table.error_message(connection->handle);
}

bool cpostgres_mentions_password(const cpostgres_connection *connection, const char *text) {
    const char *password = cpostgres_table.pass(connection->handle);
    return password && *password && strstr(text, password);
}

bool cpostgres_is_encrypted(const cpostgres_connection *connection) {
    return cpostgres_table.ssl_in_use(connection->handle);
}

bool cpostgres_is_open(const cpostgres_connection *connection) {
    return cpostgres_table.status(connection->handle) == STATUS_OK;
}

bool cpostgres_has_failed(const cpostgres_connection *connection) {
    return cpostgres_table.status(connection->handle) == STATUS_BAD;
}

bool cpostgres_in_transaction(const cpostgres_connection *connection) {
    int status = cpostgres_table.transaction_status(connection->handle);
    return status == IN_TRANSACTION || status == IN_FAILED_TRANSACTION;
}

int cpostgres_server_version(const cpostgres_connection *connection) {
    return cpostgres_table.server_version(connection->handle);
}

int cpostgres_socket(const cpostgres_connection *connection) {
    return cpostgres_table.socket(connection->handle);
}

size_t cpostgres_waiting(const cpostgres_connection *connection) {
    int count = 0;
    return ioctl(cpostgres_socket(connection), FIONREAD, &count) == 0 && count > 0 ? (size_t)count : 0;
}

unsigned cpostgres_take_warnings(cpostgres_connection *connection) {
    unsigned count = connection->warnings;
    connection->warnings = 0;
    return count;
}
