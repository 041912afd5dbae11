#include "ccurl_internal.h"

// SSL_OP_CLEANSE_PLAINTEXT of OpenSSL 3 (ssl.h): zero the read buffer once it has been read.
#define CLEANSE_PLAINTEXT ((uint64_t)1 << 1)
#define SSL_CTRL_SET_MSG_CALLBACK_ARG 16

// Content types and messages of TLS (RFC 8446, sections 5.1 and 4), as OpenSSL shows them.
#define ALERT 21
#define HANDSHAKE 22
#define CERTIFICATE_REQUEST 13

// What the other side says about the client's certificate. It sees handshakes and alerts, no content.
static void note_message(int is_ours, int version, int type, const void *bytes, size_t length,
                         void *ssl, void *context) {
    (void)version;
    (void)ssl;
    struct ccurl_tls *tls = context;
    const unsigned char *message = bytes;
    if (is_ours)
        return;
    if (type == HANDSHAKE && length > 0 && message[0] == CERTIFICATE_REQUEST)
        tls->asked_for_certificate = true;
    if (type == ALERT && length == 2)
        tls->alert = message[1];
}

CURLcode ccurl_tune_tls(CURL *easy, void *context, void *tls) {
    (void)easy;
    ccurl_table.ssl_ctx_set_options(context, CLEANSE_PLAINTEXT);
    if (ccurl_table.ssl_ctx_set_msg_callback && ccurl_table.ssl_ctx_ctrl) {
        ccurl_table.ssl_ctx_set_msg_callback(context, note_message);
        ccurl_table.ssl_ctx_ctrl(context, SSL_CTRL_SET_MSG_CALLBACK_ARG, 0, tls);
    }
    return CURLE_OK;
}
