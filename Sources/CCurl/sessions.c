#include "ccurl_internal.h"

CURLSH *ccurl_sessions_new(void) {
    CURLSH *sessions = ccurl_table.share_init();
    if (!sessions)
        return NULL;
    if (ccurl_table.share_setopt(sessions, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION) !=
        CURLSHE_OK) {
        ccurl_table.share_cleanup(sessions);
        return NULL;
    }
    return sessions;
}

void ccurl_sessions_free(CURLSH *sessions) {
    ccurl_table.share_cleanup(sessions);
}
