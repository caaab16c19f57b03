/* The list of pending events: a 4-ary heap or, with -DLADDER, a ladder queue. Both give the same order. */
#ifndef LIST_H
#define LIST_H

#ifdef LADDER
#include "ladder.h"
#else
#include "heap.h"
#endif

#endif
