#define _GNU_SOURCE
#include "ccurl_internal.h"
#include <poll.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <time.h>

// The most bytes of header lines that an answer may have.
#define LONGEST_HEADERS 65536

struct ccurl_request {
    CURL *easy;
    struct curl_slist *headers;
    unsigned char *body;
    size_t capacity;
    size_t count;
    size_t header_count;
    bool overflowed;
    // OpenSSL writes here as long as the connection lives, which may be longer than a request.
    struct ccurl_tls tls;
    char error[CURL_ERROR_SIZE];
};

// CURLOPT_NOSIGNAL makes libcurl leave SIGPIPE alone, and its default ends the process in the middle
// of a request. So it is blocked for this thread, and one that came meanwhile is taken away.
struct quiet_pipe {
    sigset_t before;
    bool was_pending;
};

static bool silence_pipe(struct quiet_pipe *quiet) {
    sigset_t pipe, pending;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    sigemptyset(&pending);
    sigpending(&pending);
    quiet->was_pending = sigismember(&pending, SIGPIPE);
    return pthread_sigmask(SIG_BLOCK, &pipe, &quiet->before) == 0;
}

static void restore_pipe(const struct quiet_pipe *quiet) {
    sigset_t pipe;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    const struct timespec at_once = {0, 0};
    if (!quiet->was_pending)
        while (sigtimedwait(&pipe, NULL, &at_once) == SIGPIPE) {
        }
    pthread_sigmask(SIG_SETMASK, &quiet->before, NULL);
}

// A short count makes libcurl give up.
static size_t collect_body(char *bytes, size_t size, size_t count, void *context) {
    ccurl_request *request = context;
    size_t length = size * count;
    if (length > request->capacity - request->count) {
        request->overflowed = true;
        return 0;
    }
    memcpy(request->body + request->count, bytes, length);
    request->count += length;
    return length;
}

static size_t count_headers(char *bytes, size_t size, size_t count, void *context) {
    (void)bytes;
    ccurl_request *request = context;
    size_t length = size * count;
    if (length > LONGEST_HEADERS - request->header_count) {
        request->overflowed = true;
        return 0;
    }
    request->header_count += length;
    return length;
}

// A connection that is kept must not be inherited by what the process starts meanwhile.
static int close_on_exec(void *context, curl_socket_t socket, curlsocktype purpose) {
    (void)context;
    (void)purpose;
    return fcntl(socket, F_SETFD, FD_CLOEXEC) == 0 ? CURL_SOCKOPT_OK : CURL_SOCKOPT_ERROR;
}

static bool connect_callbacks(ccurl_request *request) {
    CURL *easy = request->easy;
    CURLcode (*set)(CURL *, CURLoption, ...) = ccurl_table.easy_setopt;
    if (ccurl_table.ssl_ctx_set_options &&
        (set(easy, CURLOPT_SSL_CTX_FUNCTION, ccurl_tune_tls) != CURLE_OK ||
         set(easy, CURLOPT_SSL_CTX_DATA, &request->tls) != CURLE_OK))
        return false;
    return set(easy, CURLOPT_SOCKOPTFUNCTION, close_on_exec) == CURLE_OK &&
           set(easy, CURLOPT_ERRORBUFFER, request->error) == CURLE_OK &&
           set(easy, CURLOPT_WRITEFUNCTION, collect_body) == CURLE_OK &&
           set(easy, CURLOPT_WRITEDATA, request) == CURLE_OK &&
           set(easy, CURLOPT_HEADERFUNCTION, count_headers) == CURLE_OK &&
           set(easy, CURLOPT_HEADERDATA, request) == CURLE_OK;
}

ccurl_request *ccurl_request_new(CURLSH *sessions) {
    ccurl_request *request = ccurl_zeroing_calloc(1, sizeof *request);
    if (!request)
        return NULL;
    request->easy = ccurl_table.easy_init();
    if (!request->easy ||
        ccurl_table.easy_setopt(request->easy, CURLOPT_SHARE, sessions) != CURLE_OK) {
        ccurl_request_free(request);
        return NULL;
    }
    return request;
}

bool ccurl_request_begin(ccurl_request *request, void *body, size_t capacity) {
    request->body = body;
    request->capacity = capacity;
    return connect_callbacks(request);
}

// The options hold a copy of the body, the headers one of the signature or the login.
void ccurl_request_end(ccurl_request *request) {
    ccurl_table.easy_reset(request->easy);
    ccurl_table.slist_free_all(request->headers);
    request->headers = NULL;
    request->body = NULL;
    request->capacity = request->count = request->header_count = 0;
    request->overflowed = false;
    request->error[0] = 0;
}

// Closing a TLS connection writes to it, too.
void ccurl_request_free(ccurl_request *request) {
    if (request->easy) {
        struct quiet_pipe quiet;
        bool silenced = silence_pipe(&quiet);
        ccurl_table.easy_cleanup(request->easy);
        if (silenced)
            restore_pipe(&quiet);
    }
    ccurl_table.slist_free_all(request->headers);
    ccurl_zeroing_free(request);
}

CURLcode ccurl_set_long(ccurl_request *request, CURLoption option, long value) {
    if (option >= CURLOPTTYPE_OBJECTPOINT)
        return CURLE_BAD_FUNCTION_ARGUMENT;
    return ccurl_table.easy_setopt(request->easy, option, value);
}

CURLcode ccurl_set_string(ccurl_request *request, CURLoption option, const char *value) {
    if (option < CURLOPTTYPE_OBJECTPOINT || option >= CURLOPTTYPE_FUNCTIONPOINT)
        return CURLE_BAD_FUNCTION_ARGUMENT;
    return ccurl_table.easy_setopt(request->easy, option, value);
}

CURLcode ccurl_add_header(ccurl_request *request, const char *line) {
    struct curl_slist *headers = ccurl_table.slist_append(request->headers, line);
    if (!headers)
        return CURLE_OUT_OF_MEMORY;
    request->headers = headers;
    return ccurl_table.easy_setopt(request->easy, CURLOPT_HTTPHEADER, headers);
}

CURLcode ccurl_perform(ccurl_request *request) {
    struct quiet_pipe quiet;
    if (!silence_pipe(&quiet))
        return CURLE_FAILED_INIT;
    CURLcode code = ccurl_table.easy_perform(request->easy);
    restore_pipe(&quiet);
    return code;
}

size_t ccurl_body_count(const ccurl_request *request) {
    return request->count;
}

bool ccurl_overflowed(const ccurl_request *request) {
    return request->overflowed;
}

struct ccurl_tls ccurl_tls_facts(const ccurl_request *request) {
    return request->tls;
}

const char *ccurl_error_text(const ccurl_request *request, CURLcode code) {
    return request->error[0] ? request->error : ccurl_table.easy_strerror(code);
}

CURLcode ccurl_get_long(ccurl_request *request, CURLINFO info, long *value) {
    if ((info & CURLINFO_TYPEMASK) != CURLINFO_LONG)
        return CURLE_BAD_FUNCTION_ARGUMENT;
    return ccurl_table.easy_getinfo(request->easy, info, value);
}

CURLcode ccurl_get_offset(ccurl_request *request, CURLINFO info, curl_off_t *value) {
    if ((info & CURLINFO_TYPEMASK) != CURLINFO_OFF_T)
        return CURLE_BAD_FUNCTION_ARGUMENT;
    return ccurl_table.easy_getinfo(request->easy, info, value);
}

const char *ccurl_response_header(ccurl_request *request, const char *name) {
    struct curl_header *header = NULL;
    CURLHcode code = ccurl_table.easy_header(request->easy, name, 0, CURLH_HEADER, -1, &header);
    return code == CURLHE_OK ? header->value : NULL;
}

bool ccurl_request_is_quiet(const ccurl_request *request) {
    curl_socket_t socket = CURL_SOCKET_BAD;
    if (ccurl_table.easy_getinfo(request->easy, CURLINFO_ACTIVESOCKET, &socket) != CURLE_OK ||
        socket == CURL_SOCKET_BAD)
        return true;
    struct pollfd watched = {.fd = socket, .events = POLLIN};
    return poll(&watched, 1, 0) == 0;
}
