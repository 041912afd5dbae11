// What the files of this target share.
#ifndef CCURL_INTERNAL_H
#define CCURL_INTERNAL_H

#include "CCurl.h"
#include <stdint.h>

#if LIBCURL_VERSION_NUM < 0x075500
#error "the headers of libcurl 7.85.0 or later are needed"
#endif

// The functions of libcurl that are used, and of OpenSSL where libcurl uses it.
struct ccurl_table {
    CURLcode (*global_init_mem)(long, curl_malloc_callback, curl_free_callback,
                                curl_realloc_callback, curl_strdup_callback, curl_calloc_callback);
    curl_version_info_data *(*version_info)(CURLversion);
    CURL *(*easy_init)(void);
    void (*easy_cleanup)(CURL *);
    void (*easy_reset)(CURL *);
    CURLcode (*easy_setopt)(CURL *, CURLoption, ...);
    CURLcode (*easy_getinfo)(CURL *, CURLINFO, ...);
    CURLcode (*easy_perform)(CURL *);
    const char *(*easy_strerror)(CURLcode);
    CURLHcode (*easy_header)(CURL *, const char *, size_t, unsigned int, int, struct curl_header **);
    struct curl_slist *(*slist_append)(struct curl_slist *, const char *);
    void (*slist_free_all)(struct curl_slist *);
    CURLSH *(*share_init)(void);
    CURLSHcode (*share_setopt)(CURLSH *, CURLSHoption, ...);
    CURLSHcode (*share_cleanup)(CURLSH *);
    // SSL_CTX_set_options of OpenSSL 3, NULL for other TLS libraries.
    uint64_t (*ssl_ctx_set_options)(void *, uint64_t);
    // SSL_CTX_set_msg_callback and SSL_CTX_ctrl, as above.
    void (*ssl_ctx_set_msg_callback)(void *, void (*)(int, int, int, const void *, size_t, void *,
                                                      void *));
    long (*ssl_ctx_ctrl)(void *, int, long, void *);
    // Where any other function of OpenSSL 3 is looked up; NULL for other TLS libraries.
    void *openssl;
};
extern struct ccurl_table ccurl_table;

// Sets up OpenSSL's context of a connection: CURLOPT_SSL_CTX_FUNCTION, with a struct ccurl_tls to fill.
CURLcode ccurl_tune_tls(CURL *easy, void *context, void *tls);

// An allocator for libcurl that zeroes what it frees.
void *ccurl_zeroing_malloc(size_t size);
void *ccurl_zeroing_calloc(size_t count, size_t size);
void *ccurl_zeroing_realloc(void *memory, size_t size);
char *ccurl_zeroing_strdup(const char *text);
void ccurl_zeroing_free(void *memory);

// The same in the shape that OpenSSL's CRYPTO_set_mem_functions wants.
void *ccurl_openssl_malloc(size_t size, const char *file, int line);
void *ccurl_openssl_realloc(void *memory, size_t size, const char *file, int line);
void ccurl_openssl_free(void *memory, const char *file, int line);

#endif
