#define _GNU_SOURCE
#include "cpostgres_internal.h"
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

struct cpostgres_table cpostgres_table;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static cpostgres_state state = CPOSTGRES_MISSING;
static char words[256];

// Looks a function up; remembers in `missing` if there is none.
static void *find(void *library, const char *name, bool *missing) {
    void *function = dlsym(library, name);
    if (!function && !*missing) {
        *missing = true;
        snprintf(words, sizeof words, "libpq.so.5 has no %s", name);
    }
    return function;
}

static bool fill_table(void *library) {
    bool missing = false;
    struct cpostgres_table *table = &cpostgres_table;
    table->conninfo_parse = find(library, "PQconninfoParse", &missing);
    table->conninfo_free = find(library, "PQconninfoFree", &missing);
    table->conninfo = find(library, "PQconninfo", &missing);
    table->freemem = find(library, "PQfreemem", &missing);
    table->connect_start_params = find(library, "PQconnectStartParams", &missing);
    table->connect_poll = find(library, "PQconnectPoll", &missing);
    table->finish = find(library, "PQfinish", &missing);
    table->status = find(library, "PQstatus", &missing);
    table->transaction_status = find(library, "PQtransactionStatus", &missing);
    table->error_message = find(library, "PQerrorMessage", &missing);
    table->pass = find(library, "PQpass", &missing);
    table->ssl_in_use = find(library, "PQsslInUse", &missing);
    table->server_version = find(library, "PQserverVersion", &missing);
    table->socket = find(library, "PQsocket", &missing);
    table->set_error_verbosity = find(library, "PQsetErrorVerbosity", &missing);
    table->set_notice_receiver = find(library, "PQsetNoticeReceiver", &missing);
    table->setnonblocking = find(library, "PQsetnonblocking", &missing);
    table->enter_pipeline_mode = find(library, "PQenterPipelineMode", &missing);
    table->pipeline_sync = find(library, "PQpipelineSync", &missing);
    table->send_query_params = find(library, "PQsendQueryParams", &missing);
    table->flush = find(library, "PQflush", &missing);
    table->consume_input = find(library, "PQconsumeInput", &missing);
    table->is_busy = find(library, "PQisBusy", &missing);
    table->set_single_row_mode = find(library, "PQsetSingleRowMode", &missing);
    table->get_result = find(library, "PQgetResult", &missing);
    table->clear = find(library, "PQclear", &missing);
    table->result_status = find(library, "PQresultStatus", &missing);
    table->result_error_field = find(library, "PQresultErrorField", &missing);
    table->ntuples = find(library, "PQntuples", &missing);
    table->nfields = find(library, "PQnfields", &missing);
    table->ftype = find(library, "PQftype", &missing);
    table->getisnull = find(library, "PQgetisnull", &missing);
    table->getlength = find(library, "PQgetlength", &missing);
    table->getvalue = find(library, "PQgetvalue", &missing);
    table->cmd_status = find(library, "PQcmdStatus", &missing);
    table->cmd_tuples = find(library, "PQcmdTuples", &missing);
    return !missing;
}

// OpenSSL keeps plaintext in its own buffers. Whoever sets its allocator first sets it for the whole process, so
// this must be as good for libcurl, which may be loaded later and then be refused, as CCurl's own.
static void tame_openssl(void *library) {
    int (*set_mem_functions)(void *(*)(size_t, const char *, int),
                             void *(*)(void *, size_t, const char *, int),
                             void (*)(void *, const char *, int));
    set_mem_functions = dlsym(library, "CRYPTO_set_mem_functions");
    if (set_mem_functions)
        (void)set_mem_functions(cpostgres_openssl_malloc, cpostgres_openssl_realloc, cpostgres_openssl_free);
}

static void load(void) {
    void *library = dlopen("libpq.so.5", RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        snprintf(words, sizeof words, "%s", dlerror());
        return;
    }
    if (!fill_table(library))
        return;
    unsetenv("SSLKEYLOGFILE");
    unsetenv("PGLOCALEDIR");
    tame_openssl(library);
    state = CPOSTGRES_LOADED;
}

cpostgres_state cpostgres_load(void) {
    pthread_once(&once, load);
    return state;
}

const char *cpostgres_load_words(void) {
    return words;
}
