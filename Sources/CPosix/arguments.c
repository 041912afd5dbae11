// The program's words, as the C library hands them to a constructor.
//
// These two functions take the place of the ones in Swift's runtime. Those find the words at every start in what /proc tells of
// the memory's map, which takes longer than reading the words does. The linker takes the runtime's file only if nobody
// else has its functions; were there others in it one day, it would complain that these are there twice.

static char **words;
static int word_count;

__attribute__((constructor)) static void keep_words(int count, char **given) {
  words = given;
  word_count = count;
}

char **_swift_stdlib_getUnsafeArgvArgc(int *count);
char **_swift_stdlib_getUnsafeArgvArgc(int *count) {
  *count = word_count;
  return words;
}

void _swift_stdlib_overrideUnsafeArgvArgc(char **given, int count);
void _swift_stdlib_overrideUnsafeArgvArgc(char **given, int count) { keep_words(count, given); }
