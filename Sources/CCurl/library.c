#define _GNU_SOURCE
#include "ccurl_internal.h"
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The first version that takes protocols by name.
#define OLDEST_VERSION 0x075500

struct ccurl_table ccurl_table;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static ccurl_state state = CCURL_MISSING;
static char words[256];

// Looks a function up; remembers in `missing` if there is none.
static void *find(void *library, const char *name, bool *missing) {
    void *function = dlsym(library, name);
    if (!function && !*missing) {
        *missing = true;
        snprintf(words, sizeof words, "libcurl.so.4 has no %s", name);
    }
    return function;
}

static bool fill_table(void *library) {
    bool missing = false;
    struct ccurl_table *table = &ccurl_table;
    table->global_init_mem = find(library, "curl_global_init_mem", &missing);
    table->version_info = find(library, "curl_version_info", &missing);
    table->easy_init = find(library, "curl_easy_init", &missing);
    table->easy_cleanup = find(library, "curl_easy_cleanup", &missing);
    table->easy_reset = find(library, "curl_easy_reset", &missing);
    table->easy_setopt = find(library, "curl_easy_setopt", &missing);
    table->easy_getinfo = find(library, "curl_easy_getinfo", &missing);
    table->easy_perform = find(library, "curl_easy_perform", &missing);
    table->easy_strerror = find(library, "curl_easy_strerror", &missing);
    table->easy_header = find(library, "curl_easy_header", &missing);
    table->slist_append = find(library, "curl_slist_append", &missing);
    table->slist_free_all = find(library, "curl_slist_free_all", &missing);
    table->share_init = find(library, "curl_share_init", &missing);
    table->share_setopt = find(library, "curl_share_setopt", &missing);
    table->share_cleanup = find(library, "curl_share_cleanup", &missing);
    return !missing;
}

// OpenSSL keeps plaintext of the connection in its own buffers. They are zeroed on free, too, unless
// something else in the process has allocated by OpenSSL before; then OpenSSL refuses, and the option
// SSL_OP_CLEANSE_PLAINTEXT still covers what was read.
static void tame_openssl(void *library) {
    const curl_version_info_data *version = ccurl_table.version_info(CURLVERSION_NOW);
    if (!version->ssl_version || strncmp(version->ssl_version, "OpenSSL/3", 9) != 0)
        return;
    int (*set_mem_functions)(void *(*)(size_t, const char *, int),
                             void *(*)(void *, size_t, const char *, int),
                             void (*)(void *, const char *, int));
    set_mem_functions = dlsym(library, "CRYPTO_set_mem_functions");
    if (set_mem_functions)
        (void)set_mem_functions(ccurl_openssl_malloc, ccurl_openssl_realloc, ccurl_openssl_free);
    ccurl_table.ssl_ctx_set_options = dlsym(library, "SSL_CTX_set_options");
    ccurl_table.ssl_ctx_set_msg_callback = dlsym(library, "SSL_CTX_set_msg_callback");
    ccurl_table.ssl_ctx_ctrl = dlsym(library, "SSL_CTX_ctrl");
    ccurl_table.openssl = library;
}

static void load(void) {
    void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        snprintf(words, sizeof words, "%s", dlerror());
        return;
    }
    if (!fill_table(library))
        return;
    const curl_version_info_data *version = ccurl_table.version_info(CURLVERSION_NOW);
    snprintf(words, sizeof words, "libcurl %s", version->version);
    if (version->version_num < OLDEST_VERSION) {
        state = CCURL_TOO_OLD;
        return;
    }
    unsetenv("SSLKEYLOGFILE");
    tame_openssl(library);
    CURLcode code = ccurl_table.global_init_mem(
        CURL_GLOBAL_DEFAULT, ccurl_zeroing_malloc, ccurl_zeroing_free, ccurl_zeroing_realloc,
        ccurl_zeroing_strdup, ccurl_zeroing_calloc);
    state = code == CURLE_OK ? CCURL_LOADED : CCURL_NOT_STARTED;
}

ccurl_state ccurl_load(void) {
    pthread_once(&once, load);
    return state;
}

const char *ccurl_load_words(void) {
    return words;
}
