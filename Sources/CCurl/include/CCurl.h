// libcurl behind a table that dlopen(3) fills on first use.
//
// Nothing here links libcurl: its thirty libraries stay out of a process that makes no request.
// Swift can neither call C's variadic functions nor own the callbacks, so both live here.
#ifndef CCURL_H
#define CCURL_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>

#pragma clang assume_nonnull begin

// What became of loading libcurl, once for the life of the process.
typedef enum {
    CCURL_LOADED,
    // There is no libcurl.so.4, or it lacks a function.
    CCURL_MISSING,
    // It is older than 7.85.0, the first to take protocols by name (CURLOPT_PROTOCOLS_STR).
    CCURL_TOO_OLD,
    // curl_global_init_mem failed.
    CCURL_NOT_STARTED,
} ccurl_state;

// Loads and starts libcurl; later calls tell what became of the first.
//
// libcurl, and OpenSSL where it is the TLS library, get an allocator that zeroes memory when it is
// freed. SSLKEYLOGFILE is removed from the environment: libcurl would write the session keys there.
ccurl_state ccurl_load(void);
// The loader's words, or the version that was found. Never a secret.
const char *ccurl_load_words(void);

// TLS sessions that several handles share (CURL_LOCK_DATA_SSL_SESSION), one handle at a time; NULL when
// memory is short. Freed after the last of them. ccurl_load must have returned CCURL_LOADED.
CURLSH *_Nullable ccurl_sessions_new(void);
void ccurl_sessions_free(CURLSH *sessions);

// One request after another: an easy handle, its connection, and, while there is a request, its headers, its
// error text and the memory for its answer.
typedef struct ccurl_request ccurl_request;

// A fresh handle; NULL when memory is short. ccurl_load must have returned CCURL_LOADED.
ccurl_request *_Nullable ccurl_request_new(CURLSH *sessions);
void ccurl_request_free(ccurl_request *request);

// Begins a request whose answer goes to `body`, at most `capacity` bytes, which must live until the request is
// ended. `false` where libcurl refuses what must be set for each.
bool ccurl_request_begin(ccurl_request *request, void *body, size_t capacity);
// Forgets the request and all options; an open connection stays. What was copied is zeroed.
void ccurl_request_end(ccurl_request *request);

// curl_easy_setopt for options that take a long.
CURLcode ccurl_set_long(ccurl_request *request, CURLoption option, long value);
// curl_easy_setopt for options that take a string, which libcurl copies; NULL resets the option.
CURLcode ccurl_set_string(ccurl_request *request, CURLoption option, const char *_Nullable value);
// Adds a header line, which libcurl copies into zeroed-on-free memory.
CURLcode ccurl_add_header(ccurl_request *request, const char *line);

// curl_easy_perform, with SIGPIPE kept from the process: libcurl 7.85 lets OpenSSL write to the socket
// itself, without MSG_NOSIGNAL.
CURLcode ccurl_perform(ccurl_request *request);

// The number of body bytes collected.
size_t ccurl_body_count(const ccurl_request *request);
// Whether the answer was longer than the memory for it, or had too many header bytes.
bool ccurl_overflowed(const ccurl_request *request);
// libcurl's words on the failure, or its general ones for the code.
const char *ccurl_error_text(const ccurl_request *request, CURLcode code);

// What the other side of the handle's TLS connections has said about the client's certificate. All is zero where
// the TLS library is not OpenSSL 3.
struct ccurl_tls {
    bool asked_for_certificate;
    // The last alert that came (RFC 8446, section 6); 0 is close_notify, or none.
    unsigned char alert;
};
struct ccurl_tls ccurl_tls_facts(const ccurl_request *request);

// What OpenSSL makes of a profile's files.
typedef enum {
    CCURL_FILES_FINE,
    // It can't be asked: the TLS library is not OpenSSL 3.
    CCURL_FILES_NOT_TRIED,
    CCURL_FILES_BAD_AUTHORITIES,
    CCURL_FILES_BAD_CERTIFICATE,
    CCURL_FILES_BAD_KEY,
    // Both are good, and the key is another certificate's.
    CCURL_FILES_OTHER_KEY,
} ccurl_files;

// Reads the files as a request would, PEM without a passphrase; NULL is a file that is not set.
// ccurl_load must have returned CCURL_LOADED.
ccurl_files ccurl_check_files(const char *_Nullable authorities, const char *_Nullable certificate,
                              const char *_Nullable key);

// Whether nothing has come over the kept connection since the last answer; true also where there is no connection.
bool ccurl_request_is_quiet(const ccurl_request *request);
// curl_easy_getinfo by the kind of its result.
CURLcode ccurl_get_long(ccurl_request *request, CURLINFO info, long *value);
CURLcode ccurl_get_offset(ccurl_request *request, CURLINFO info, curl_off_t *value);
// The value of a header of the final answer, valid until the request ends; NULL if it has none.
const char *_Nullable ccurl_response_header(ccurl_request *request, const char *name);

#pragma clang assume_nonnull end

#endif
