#ifndef CPOSIX_H
#define CPOSIX_H

#include "CPosixFilesystem.h"

#endif
