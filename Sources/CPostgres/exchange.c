#include "cpostgres_internal.h"
#include <stdlib.h>

// The protocol counts parameters in 16 bits.
enum { MOST_PARAMETERS = 65535, BINARY = 1 };

bool cpostgres_send(cpostgres_connection *connection, const char *statement, size_t count, const unsigned *types,
                    const unsigned char *bytes, const int *lengths) {
    if (count > MOST_PARAMETERS)
        return false;
    const char **values = calloc(count + 1, sizeof *values);
    int *formats = calloc(count + 1, sizeof *formats);
    bool sent = false;
    if (values && formats) {
        for (size_t index = 0; index < count; index++) {
            formats[index] = BINARY;
            if (lengths[index] < 0)
                continue;
            values[index] = (const char *)bytes;
            bytes += lengths[index];
        }
        sent = cpostgres_table.send_query_params(connection->handle, statement, (int)count, types, values, lengths,
                                                 formats, BINARY) == 1;
    }
    free(values);
    free(formats);
    return sent;
}

bool cpostgres_send_sync(cpostgres_connection *connection) {
    return cpostgres_table.pipeline_sync(connection->handle) == 1;
}

int cpostgres_flush(cpostgres_connection *connection) {
    return cpostgres_table.flush(connection->handle);
}

bool cpostgres_consume(cpostgres_connection *connection) {
    return cpostgres_table.consume_input(connection->handle) == 1;
}

bool cpostgres_is_busy(cpostgres_connection *connection) {
    return cpostgres_table.is_busy(connection->handle) == 1;
}

bool cpostgres_one_by_one(cpostgres_connection *connection) {
    return cpostgres_table.set_single_row_mode(connection->handle) == 1;
}

cpostgres_result *cpostgres_next(cpostgres_connection *connection) {
    return (cpostgres_result *)cpostgres_table.get_result(connection->handle);
}
