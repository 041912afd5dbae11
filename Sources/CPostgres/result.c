#include "cpostgres_internal.h"

static const PGresult *own(const cpostgres_result *result) {
    return (const PGresult *)result;
}

void cpostgres_result_free(cpostgres_result *result) {
    cpostgres_table.clear((PGresult *)result);
}

int cpostgres_status(const cpostgres_result *result) {
    return cpostgres_table.result_status(own(result));
}

int cpostgres_row_count(const cpostgres_result *result) {
    return cpostgres_table.ntuples(own(result));
}

int cpostgres_column_count(const cpostgres_result *result) {
    return cpostgres_table.nfields(own(result));
}

unsigned cpostgres_column_type(const cpostgres_result *result, int column) {
    return cpostgres_table.ftype(own(result), column);
}

const unsigned char *cpostgres_cell(const cpostgres_result *result, int row, int column, size_t *count) {
    *count = 0;
    if (cpostgres_table.getisnull(own(result), row, column))
        return NULL;
    int length = cpostgres_table.getlength(own(result), row, column);
    *count = length > 0 ? (size_t)length : 0;
    return (const unsigned char *)cpostgres_table.getvalue(own(result), row, column);
}

const char *cpostgres_command_tag(const cpostgres_result *result) {
    return cpostgres_table.cmd_status((PGresult *)result);
}

const char *cpostgres_affected(const cpostgres_result *result) {
    return cpostgres_table.cmd_tuples((PGresult *)result);
}

const char *cpostgres_error_field(const cpostgres_result *result, int field) {
    return cpostgres_table.result_error_field(own(result), field);
}
