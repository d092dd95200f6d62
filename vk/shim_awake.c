// Keeping the CPUs awake while a driver computes on them. Such a driver divides
// each dispatch among threads and waits for all of them. A CPU that has gone to
// sleep meanwhile takes longer to wake than a small dispatch takes, above all in
// a virtual machine. So a thread on each CPU spins while work is under way, as
// OpenMP's threads do. The threads run under SCHED_IDLE, which gives the CPU up
// at once to any other thread of the session. They also yield all the time: a
// thread that becomes ready is then picked up by the next yield, and need not
// wait for the interrupt by which one CPU wakes another, which is slow in a
// virtual machine.
#define _GNU_SOURCE
#include "shim.h"

#include <stdlib.h>

#ifdef __linux__
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

enum { MOST_THREADS = 64, YIELDS = 500 };

struct ag_awake {
    ag_device *device;
    VkSemaphore timeline;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    uint64_t until; // value of the timeline that ends the work; guarded by lock
    atomic_int stop;
    int threads;
    pthread_t thread[MOST_THREADS];
};

static void relax(void) {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

static void *stay_awake(void *argument) {
    ag_awake *a = argument;
    struct sched_param none = {0};
    if (pthread_setschedparam(pthread_self(), SCHED_IDLE, &none) != 0) return NULL; // better asleep than in the way of others
    for (uint64_t seen = 0;;) {
        pthread_mutex_lock(&a->lock);
        while (!atomic_load(&a->stop) && seen >= a->until) pthread_cond_wait(&a->changed, &a->lock);
        uint64_t until = a->until;
        pthread_mutex_unlock(&a->lock);
        while (seen < until) {
            for (int i = 0; i < YIELDS; i++) {
                relax();
                sched_yield();
            }
            if (atomic_load(&a->stop) || ag_semaphore_value(a->device, a->timeline, &seen) != VK_SUCCESS) return NULL;
        }
        if (atomic_load(&a->stop)) return NULL;
    }
}

ag_awake *ag_awake_open(ag_device *device, VkSemaphore timeline) {
    ag_awake *a = calloc(1, sizeof *a);
    if (!a) return NULL;
    a->device = device;
    a->timeline = timeline;
    pthread_mutex_init(&a->lock, NULL);
    pthread_cond_init(&a->changed, NULL);
    cpu_set_t cpus;
    if (sched_getaffinity(0, sizeof cpus, &cpus) != 0) return a;
    for (int i = 0; i < CPU_SETSIZE && a->threads < MOST_THREADS; i++) {
        if (!CPU_ISSET(i, &cpus)) continue;
        cpu_set_t one;
        CPU_ZERO(&one);
        CPU_SET(i, &one);
        if (pthread_create(&a->thread[a->threads], NULL, stay_awake, a) != 0) break;
        pthread_setaffinity_np(a->thread[a->threads++], sizeof one, &one);
    }
    return a;
}

void ag_awake_until(ag_awake *a, uint64_t value) {
    if (!a) return;
    pthread_mutex_lock(&a->lock);
    a->until = value;
    pthread_cond_broadcast(&a->changed);
    pthread_mutex_unlock(&a->lock);
}

void ag_awake_close(ag_awake *a) {
    if (!a) return;
    atomic_store(&a->stop, 1);
    pthread_mutex_lock(&a->lock);
    pthread_cond_broadcast(&a->changed);
    pthread_mutex_unlock(&a->lock);
    for (int i = 0; i < a->threads; i++) pthread_join(a->thread[i], NULL);
    pthread_cond_destroy(&a->changed);
    pthread_mutex_destroy(&a->lock);
    free(a);
}
#else
ag_awake *ag_awake_open(ag_device *device, VkSemaphore timeline) { return NULL; }
void ag_awake_until(ag_awake *a, uint64_t value) {}
void ag_awake_close(ag_awake *a) {}
#endif
