#include "ccurl_internal.h"
#include <dlfcn.h>

#define PEM 1

// OpenSSL's functions on a context, an opaque pointer here.
struct context_functions {
    const void *(*client_method)(void);
    void *(*new)(const void *method);
    void (*free)(void *context);
    void (*set_passphrase)(void *context, int (*ask)(char *, int, int, void *));
    int (*use_authorities)(void *context, const char *file, const char *directory);
    int (*use_certificate)(void *context, const char *file);
    int (*use_key)(void *context, const char *file, int type);
    void (*forget_errors)(void);
};

static bool find_functions(struct context_functions *ssl) {
    void *library = ccurl_table.openssl;
    if (!library)
        return false;
    ssl->client_method = dlsym(library, "TLS_client_method");
    ssl->new = dlsym(library, "SSL_CTX_new");
    ssl->free = dlsym(library, "SSL_CTX_free");
    ssl->set_passphrase = dlsym(library, "SSL_CTX_set_default_passwd_cb");
    ssl->use_authorities = dlsym(library, "SSL_CTX_load_verify_locations");
    ssl->use_certificate = dlsym(library, "SSL_CTX_use_certificate_chain_file");
    ssl->use_key = dlsym(library, "SSL_CTX_use_PrivateKey_file");
    ssl->forget_errors = dlsym(library, "ERR_clear_error");
    return ssl->client_method && ssl->new && ssl->free && ssl->set_passphrase &&
           ssl->use_authorities && ssl->use_certificate && ssl->use_key && ssl->forget_errors;
}

// Without this OpenSSL would ask the terminal.
static int no_passphrase(char *buffer, int size, int is_for_writing, void *unused) {
    (void)buffer;
    (void)size;
    (void)is_for_writing;
    (void)unused;
    return -1;
}

// A key that is read beside its certificate is compared with it, so each is read alone first.
static ccurl_files check(const struct context_functions *ssl, void *alone, void *together,
                         const char *authorities, const char *certificate, const char *key) {
    if (authorities && ssl->use_authorities(alone, authorities, NULL) != 1)
        return CCURL_FILES_BAD_AUTHORITIES;
    if (certificate && ssl->use_certificate(together, certificate) != 1)
        return CCURL_FILES_BAD_CERTIFICATE;
    if (key && ssl->use_key(alone, key, PEM) != 1)
        return CCURL_FILES_BAD_KEY;
    if (certificate && key && ssl->use_key(together, key, PEM) != 1)
        return CCURL_FILES_OTHER_KEY;
    return CCURL_FILES_FINE;
}

ccurl_files ccurl_check_files(const char *authorities, const char *certificate, const char *key) {
    struct context_functions ssl;
    if (!find_functions(&ssl))
        return CCURL_FILES_NOT_TRIED;
    void *alone = ssl.new(ssl.client_method());
    void *together = ssl.new(ssl.client_method());
    ccurl_files verdict = CCURL_FILES_NOT_TRIED;
    if (alone && together) {
        ssl.set_passphrase(alone, no_passphrase);
        ssl.set_passphrase(together, no_passphrase);
        verdict = check(&ssl, alone, together, authorities, certificate, key);
    }
    ssl.free(alone);
    ssl.free(together);
    ssl.forget_errors();
    return verdict;
}
