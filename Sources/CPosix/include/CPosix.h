#ifndef CPOSIX_H
#define CPOSIX_H

#include "CPosixFilesystem.h"
#include "CPosixProcess.h"
#include "CPosixProgram.h"
#include "CPosixProgress.h"
#include "CPosixSignals.h"
#include "CPosixSocket.h"
#include "CPosixTerminal.h"

#endif
