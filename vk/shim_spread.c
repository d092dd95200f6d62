// Spreading the threads of a driver that computes on CPUs, one on each CPU. Such
// a driver waits for all its threads at the end of each dispatch. If the
// scheduler has put two of them on one CPU, a dispatch takes twice as long. The
// scheduler has no reason to move one of them, since the threads of shim_awake.c
// make every CPU look busy.
#define _GNU_SOURCE
#include "shim.h"

#ifdef __linux__
#include <dirent.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

enum { MOST_TASKS = 4096 };

// A thread inherits the name of the one that makes it, unless it takes another.
static const char mark[AG_NAME_SIZE] = "vulkan driver";

static int compare(const void *a, const void *b) { return (*(const pid_t *)a > *(const pid_t *)b) - (*(const pid_t *)a < *(const pid_t *)b); }

static int is_marked(pid_t task) {
    char path[64], name[AG_NAME_SIZE + 1] = "";
    snprintf(path, sizeof path, "/proc/self/task/%d/comm", (int)task);
    FILE *file = fopen(path, "r");
    if (!file) return 0;
    if (!fgets(name, sizeof name, file)) name[0] = 0;
    fclose(file);
    name[strcspn(name, "\n")] = 0;
    return strcmp(name, mark) == 0;
}

void ag_spread_begin(char name[AG_NAME_SIZE]) {
    prctl(PR_GET_NAME, name);
    prctl(PR_SET_NAME, mark);
}

void ag_spread_end(const char name[AG_NAME_SIZE]) {
    prctl(PR_SET_NAME, name);
    cpu_set_t all;
    if (sched_getaffinity(0, sizeof all, &all) != 0) return;
    pid_t tasks[MOST_TASKS];
    int n = 0;
    DIR *folder = opendir("/proc/self/task");
    for (struct dirent *e; folder && n < MOST_TASKS && (e = readdir(folder));) {
        pid_t task = (pid_t)atoi(e->d_name);
        if (task > 0 && is_marked(task)) tasks[n++] = task;
    }
    if (folder) closedir(folder);
    qsort(tasks, n, sizeof *tasks, compare); // by age
    for (int i = 0, cpu = 0; i < n; i++, cpu++) {
        while (!CPU_ISSET(cpu % CPU_SETSIZE, &all)) cpu++;
        cpu_set_t one;
        CPU_ZERO(&one);
        CPU_SET(cpu % CPU_SETSIZE, &one);
        sched_setaffinity(tasks[i], sizeof one, &one);
    }
}
#else
void ag_spread_begin(char name[AG_NAME_SIZE]) {}
void ag_spread_end(const char name[AG_NAME_SIZE]) {}
#endif
