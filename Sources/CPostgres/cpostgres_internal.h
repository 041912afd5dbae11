// What the files of this target share.
#ifndef CPOSTGRES_INTERNAL_H
#define CPOSTGRES_INTERNAL_H

#include "CPostgres.h"

typedef struct pg_conn PGconn;
typedef struct pg_result PGresult;
typedef void (*PQnoticeReceiver)(void *, const PGresult *);

// The functions of libpq that are used, under its own names.
struct cpostgres_table {
    cpostgres_option *(*conninfo_parse)(const char *, char **);
    void (*conninfo_free)(cpostgres_option *);
    cpostgres_option *(*conninfo)(PGconn *);
    void (*freemem)(void *);
    PGconn *(*connect_start_params)(const char *const *, const char *const *, int);
    int (*connect_poll)(PGconn *);
    void (*finish)(PGconn *);
    int (*status)(const PGconn *);
    int (*transaction_status)(const PGconn *);
    char *(*error_message)(const PGconn *);
    char *(*pass)(const PGconn *);
    int (*ssl_in_use)(PGconn *);
    int (*server_version)(const PGconn *);
    int (*socket)(const PGconn *);
    int (*set_error_verbosity)(PGconn *, int);
    PQnoticeReceiver (*set_notice_receiver)(PGconn *, PQnoticeReceiver, void *);
    int (*setnonblocking)(PGconn *, int);
    int (*enter_pipeline_mode)(PGconn *);
    int (*pipeline_sync)(PGconn *);
    int (*send_query_params)(PGconn *, const char *, int, const unsigned *, const char *const *, const int *,
                             const int *, int);
    int (*flush)(PGconn *);
    int (*consume_input)(PGconn *);
    int (*is_busy)(PGconn *);
    int (*set_single_row_mode)(PGconn *);
    PGresult *(*get_result)(PGconn *);
    void (*clear)(PGresult *);
    int (*result_status)(const PGresult *);
    char *(*result_error_field)(const PGresult *, int);
    int (*ntuples)(const PGresult *);
    int (*nfields)(const PGresult *);
    unsigned (*ftype)(const PGresult *, int);
    int (*getisnull)(const PGresult *, int, int);
    int (*getlength)(const PGresult *, int, int);
    char *(*getvalue)(const PGresult *, int, int);
    char *(*cmd_status)(PGresult *);
    char *(*cmd_tuples)(PGresult *);
};
extern struct cpostgres_table cpostgres_table;

struct cpostgres_connection {
    PGconn *handle;
    unsigned warnings;
};

// An allocator that zeroes what it frees, in the shape that OpenSSL's CRYPTO_set_mem_functions wants.
void *cpostgres_openssl_malloc(size_t size, const char *file, int line);
void *cpostgres_openssl_realloc(void *memory, size_t size, const char *file, int line);
void cpostgres_openssl_free(void *memory, const char *file, int line);

#endif
