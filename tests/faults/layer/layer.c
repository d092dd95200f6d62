// A Vulkan layer that makes chosen calls fail and counts live objects. It reads
// its orders from, and writes its counts to, a file that the test maps too.
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define VK_NO_PROTOTYPES
#include "vulkan/vulkan_core.h"

#define NAME "VK_LAYER_AUTOGAN_faults"
#define EXPORT __attribute__((visibility("default")))

// What the loader hands to a layer: Khronos's vk_layer.h, as far as it is needed.
typedef struct Link {
    struct Link *next;
    PFN_vkGetInstanceProcAddr get_instance;
    void *get_device; // of an instance's link: for physical devices
} Link;
typedef struct {
    VkStructureType type;
    const void *next;
    int function; // 0: link is the way to the next layer
    Link *link;
} LinkInfo;
typedef struct {
    int type;
    void *next;
    uint32_t version;
    PFN_vkGetInstanceProcAddr get_instance;
    PFN_vkGetDeviceProcAddr get_device;
    void *get_physical;
} Negotiation;

// Kinds of objects, in the order of control_test.go.
enum { INSTANCE, DEVICE, MEMORY, BUFFER, SEMAPHORE, COMMAND_POOL, QUERY_POOL, PIPELINE_CACHE, SHADER_MODULE, PIPELINE_LAYOUT, PIPELINE, KINDS };

// Control is the mapped file, in the layout of control_test.go.
typedef struct {
    uint64_t calls;    // that could fail, since the test set it to zero
    uint64_t first;    // number of the first call that fails; 0 lets all pass
    uint64_t last;     // number of the last one
    int64_t result;    // what they return
    uint64_t queue;    // 1: only calls that meet the queue count: submit, wait, read timestamps
    uint64_t mute;     // 1: dispatches and fills do nothing
    uint64_t timeless; // 1: no timestamp is ever there
    uint64_t generous; // 1: heaps grant more than they have
    uint64_t others;   // bytes of each of the heaps below that other programs have taken
    uint64_t explains; // 1: a lost device tells what went wrong
    uint64_t heaps[2]; // sizes of a window that the host sees too, listed first, and of a real heap; 0: as the driver has it
    uint64_t bytes;    // of device memory alive
    uint64_t live[KINDS];
    char failed[64];   // the first call that failed
} Control;

static Control *control;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void open_control(void) {
    static Control none;
    const char *path = getenv("AUTOGAN_FAULTS");
    int file = path ? open(path, O_RDWR) : -1;
    void *mapped = file < 0 ? MAP_FAILED : mmap(NULL, sizeof(Control), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    control = mapped == MAP_FAILED ? &none : mapped;
    if (file >= 0) close(file);
}

// fault counts a call and returns what it must fail with, or VK_SUCCESS.
static VkResult fault(const char *call, int meets_queue) {
    VkResult result = VK_SUCCESS;
    pthread_mutex_lock(&lock);
    if (meets_queue || !control->queue) {
        uint64_t number = ++control->calls;
        if (number >= control->first && number <= control->last) {
            result = (VkResult)control->result;
            if (!control->failed[0]) strncpy(control->failed, call, sizeof control->failed - 1);
        }
    }
    pthread_mutex_unlock(&lock);
    return result;
}

static void count(int kind, int change) {
    pthread_mutex_lock(&lock);
    control->live[kind] += change;
    pthread_mutex_unlock(&lock);
}

// Sizes of live allocations; the runtime makes few large ones.
enum { ALLOCATIONS = 1024 };
static struct { VkDeviceMemory memory; uint64_t size; uint32_t type; } allocations[ALLOCATIONS];

// resize notes an allocation of a type of memory, or with size 0 its end.
static void resize(VkDeviceMemory memory, uint32_t type, uint64_t size) {
    pthread_mutex_lock(&lock);
    for (int i = 0; i < ALLOCATIONS; i++) {
        if (allocations[i].memory != (size ? VK_NULL_HANDLE : memory)) continue;
        control->bytes += size - allocations[i].size;
        allocations[i].memory = size ? memory : VK_NULL_HANDLE;
        allocations[i].size = size;
        allocations[i].type = type;
        break;
    }
    pthread_mutex_unlock(&lock);
}

// full tells whether a heap of the two that the layer claims has no room for so much.
static int full(uint32_t type, uint64_t size) {
    if (!control->heaps[type] || control->generous) return 0;
    pthread_mutex_lock(&lock);
    size += control->others;
    for (int i = 0; i < ALLOCATIONS; i++)
        if (allocations[i].memory && allocations[i].type == type) size += allocations[i].size;
    pthread_mutex_unlock(&lock);
    return size > control->heaps[type];
}

// The next layer's functions. All devices of a test are of one driver, so one
// table serves them.
#define NEXT(X)                                                                                                                        \
    X(vkDestroyDevice) X(vkAllocateMemory) X(vkFreeMemory) X(vkCreateBuffer) X(vkDestroyBuffer) X(vkBindBufferMemory) X(vkMapMemory)  \
    X(vkCreateSemaphore) X(vkDestroySemaphore) X(vkCreateCommandPool) X(vkDestroyCommandPool) X(vkAllocateCommandBuffers)             \
    X(vkCreateQueryPool) X(vkDestroyQueryPool) X(vkCreatePipelineCache) X(vkDestroyPipelineCache) X(vkCreateShaderModule)             \
    X(vkDestroyShaderModule) X(vkCreatePipelineLayout) X(vkDestroyPipelineLayout) X(vkCreateComputePipelines) X(vkDestroyPipeline)    \
    X(vkResetCommandPool) X(vkBeginCommandBuffer) X(vkEndCommandBuffer) X(vkQueueSubmit) X(vkWaitSemaphores) X(vkGetQueryPoolResults) \
    X(vkGetBufferMemoryRequirements) X(vkCmdDispatch) X(vkCmdFillBuffer) X(vkDeviceWaitIdle) X(vkQueueWaitIdle)
#define DECLARE(name) static PFN_##name next_##name;
NEXT(DECLARE)
static PFN_vkGetInstanceProcAddr next_get_instance;
static PFN_vkGetDeviceProcAddr next_get_device;
static PFN_vkDestroyInstance next_vkDestroyInstance;
static PFN_vkEnumeratePhysicalDevices next_vkEnumeratePhysicalDevices;
static PFN_vkGetPhysicalDeviceMemoryProperties next_vkGetPhysicalDeviceMemoryProperties;
static PFN_vkEnumerateDeviceExtensionProperties next_vkEnumerateDeviceExtensionProperties;
static PFN_vkGetPhysicalDeviceFeatures2 next_vkGetPhysicalDeviceFeatures2;

// find_link returns the loader's link in a chain of structs.
static LinkInfo *find_link(const void *chain, VkStructureType type) {
    for (LinkInfo *info = (LinkInfo *)chain; info; info = (LinkInfo *)info->next)
        if (info->type == type && info->function == 0) return info;
    return NULL;
}

static VKAPI_ATTR VkResult VKAPI_CALL faults_vkCreateInstance(const VkInstanceCreateInfo *info, const VkAllocationCallbacks *a, VkInstance *out) {
    if (!control) open_control();
    VkResult result = fault("vkCreateInstance", 0);
    if (result != VK_SUCCESS) return result;
    LinkInfo *link = find_link(info->pNext, VK_STRUCTURE_TYPE_LOADER_INSTANCE_CREATE_INFO);
    next_get_instance = link->link->get_instance;
    link->link = link->link->next;
    result = ((PFN_vkCreateInstance)next_get_instance(NULL, "vkCreateInstance"))(info, a, out);
    if (result != VK_SUCCESS) return result;
    count(INSTANCE, 1);
    next_vkDestroyInstance = (PFN_vkDestroyInstance)next_get_instance(*out, "vkDestroyInstance");
    next_vkEnumeratePhysicalDevices = (PFN_vkEnumeratePhysicalDevices)next_get_instance(*out, "vkEnumeratePhysicalDevices");
    next_vkGetPhysicalDeviceMemoryProperties =
        (PFN_vkGetPhysicalDeviceMemoryProperties)next_get_instance(*out, "vkGetPhysicalDeviceMemoryProperties");
    next_vkEnumerateDeviceExtensionProperties =
        (PFN_vkEnumerateDeviceExtensionProperties)next_get_instance(*out, "vkEnumerateDeviceExtensionProperties");
    next_vkGetPhysicalDeviceFeatures2 = (PFN_vkGetPhysicalDeviceFeatures2)next_get_instance(*out, "vkGetPhysicalDeviceFeatures2");
    return VK_SUCCESS;
}

static VKAPI_ATTR void VKAPI_CALL faults_vkDestroyInstance(VkInstance instance, const VkAllocationCallbacks *a) {
    if (instance) count(INSTANCE, -1);
    next_vkDestroyInstance(instance, a);
}

static VKAPI_ATTR VkResult VKAPI_CALL faults_vkEnumeratePhysicalDevices(VkInstance instance, uint32_t *n, VkPhysicalDevice *out) {
    VkResult result = fault("vkEnumeratePhysicalDevices", 0);
    return result != VK_SUCCESS ? result : next_vkEnumeratePhysicalDevices(instance, n, out);
}

// The layer has VK_EXT_device_fault itself, so that the driver need not.
static VKAPI_ATTR VkResult VKAPI_CALL faults_vkEnumerateDeviceExtensionProperties(VkPhysicalDevice physical, const char *layer, uint32_t *n, VkExtensionProperties *out) {
    uint32_t room = *n;
    VkResult result = next_vkEnumerateDeviceExtensionProperties(physical, layer, n, out);
    if (!control->explains || layer || result != VK_SUCCESS) return result;
    if (out && *n == room) return VK_INCOMPLETE;
    if (out) out[*n] = (VkExtensionProperties){VK_EXT_DEVICE_FAULT_EXTENSION_NAME, 1};
    ++*n;
    return VK_SUCCESS;
}

static VKAPI_ATTR void VKAPI_CALL faults_vkGetPhysicalDeviceFeatures2(VkPhysicalDevice physical, VkPhysicalDeviceFeatures2 *out) {
    next_vkGetPhysicalDeviceFeatures2(physical, out);
    for (VkBaseOutStructure *s = (VkBaseOutStructure *)out; s && control->explains; s = s->pNext)
        if (s->sType == VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FAULT_FEATURES_EXT) ((VkPhysicalDeviceFaultFeaturesEXT *)s)->deviceFault = VK_TRUE;
}

// without_fault takes out of a device's description what the driver may not know.
static void without_fault(VkDeviceCreateInfo *info, const char **names) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < info->enabledExtensionCount; i++)
        if (strcmp(info->ppEnabledExtensionNames[i], VK_EXT_DEVICE_FAULT_EXTENSION_NAME)) names[kept++] = info->ppEnabledExtensionNames[i];
    info->enabledExtensionCount = kept;
    info->ppEnabledExtensionNames = names;
    for (VkBaseOutStructure *s = (VkBaseOutStructure *)info; s->pNext; s = s->pNext)
        if (s->pNext->sType == VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FAULT_FEATURES_EXT) {
            s->pNext = s->pNext->pNext;
            return;
        }
}

// A place and a remark, if the caller has room for them.
static VKAPI_ATTR VkResult VKAPI_CALL faults_vkGetDeviceFaultInfoEXT(VkDevice device, VkDeviceFaultCountsEXT *counts, VkDeviceFaultInfoEXT *out) {
    (void)device;
    if (!out || counts->addressInfoCount < 1 || counts->vendorInfoCount < 1) return VK_INCOMPLETE;
    counts->addressInfoCount = counts->vendorInfoCount = 1;
    strcpy(out->description, "a page is missing");
    out->pAddressInfos[0] = (VkDeviceFaultAddressInfoEXT){VK_DEVICE_FAULT_ADDRESS_TYPE_WRITE_INVALID_EXT, 0x12345, 0x1000};
    out->pVendorInfos[0] = (VkDeviceFaultVendorInfoEXT){"queue reset", 7, 31};
    return VK_SUCCESS;
}

static VKAPI_ATTR VkResult VKAPI_CALL faults_vkCreateDevice(VkPhysicalDevice physical, const VkDeviceCreateInfo *info, const VkAllocationCallbacks *a, VkDevice *out) {
    VkResult result = fault("vkCreateDevice", 0);
    if (result != VK_SUCCESS) return result;
    LinkInfo *link = find_link(info->pNext, VK_STRUCTURE_TYPE_LOADER_DEVICE_CREATE_INFO);
    PFN_vkGetInstanceProcAddr get_instance = link->link->get_instance;
    next_get_device = (PFN_vkGetDeviceProcAddr)link->link->get_device;
    link->link = link->link->next;
    VkDeviceCreateInfo passed = *info;
    const char *names[16];
    if (control->explains) without_fault(&passed, names);
    result = ((PFN_vkCreateDevice)get_instance(NULL, "vkCreateDevice"))(physical, &passed, a, out);
    if (result != VK_SUCCESS) return result;
    count(DEVICE, 1);
#define RESOLVE(name) next_##name = (PFN_##name)next_get_device(*out, #name);
    NEXT(RESOLVE)
    return VK_SUCCESS;
}

static VKAPI_ATTR void VKAPI_CALL faults_vkDestroyDevice(VkDevice device, const VkAllocationCallbacks *a) {
    if (device) count(DEVICE, -1);
    next_vkDestroyDevice(device, a);
}

// With heaps of its own the layer claims a second type of memory, which is the
// driver's first one.
static VKAPI_ATTR void VKAPI_CALL faults_vkGetPhysicalDeviceMemoryProperties(VkPhysicalDevice physical, VkPhysicalDeviceMemoryProperties *out) {
    next_vkGetPhysicalDeviceMemoryProperties(physical, out);
    if (!control->heaps[0]) return;
    out->memoryHeapCount = out->memoryTypeCount = 2;
    for (uint32_t i = 0; i < 2; i++) {
        out->memoryHeaps[i] = (VkMemoryHeap){.size = control->heaps[i], .flags = VK_MEMORY_HEAP_DEVICE_LOCAL_BIT};
        out->memoryTypes[i].heapIndex = i;
    }
    out->memoryTypes[1].propertyFlags = VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT;
}

static VKAPI_ATTR void VKAPI_CALL faults_vkGetBufferMemoryRequirements(VkDevice device, VkBuffer buffer, VkMemoryRequirements *out) {
    next_vkGetBufferMemoryRequirements(device, buffer, out);
    if (control->heaps[0]) out->memoryTypeBits = 3;
}

static VKAPI_ATTR VkResult VKAPI_CALL faults_vkAllocateMemory(VkDevice device, const VkMemoryAllocateInfo *info, const VkAllocationCallbacks *a, VkDeviceMemory *out) {
    VkResult result = fault("vkAllocateMemory", 0);
    VkMemoryAllocateInfo passed = *info;
    if (control->heaps[0]) {
        if (full(info->memoryTypeIndex, info->allocationSize)) return VK_ERROR_OUT_OF_DEVICE_MEMORY;
        passed.memoryTypeIndex = 0;
    }
    if (result == VK_SUCCESS) result = next_vkAllocateMemory(device, &passed, a, out);
    if (result != VK_SUCCESS) return result;
    count(MEMORY, 1);
    resize(*out, info->memoryTypeIndex, info->allocationSize);
    return VK_SUCCESS;
}

static VKAPI_ATTR void VKAPI_CALL faults_vkFreeMemory(VkDevice device, VkDeviceMemory memory, const VkAllocationCallbacks *a) {
    if (memory) {
        count(MEMORY, -1);
        resize(memory, 0, 0);
    }
    next_vkFreeMemory(device, memory, a);
}

// Objects that are made one at a time from an info.
#define OBJECT(kind, Type)                                                                                                      \
    static VKAPI_ATTR VkResult VKAPI_CALL faults_vkCreate##Type(VkDevice device, const Vk##Type##CreateInfo *info, const VkAllocationCallbacks *a, Vk##Type *out) { \
        VkResult result = fault("vkCreate" #Type, 0);                                                                           \
        if (result == VK_SUCCESS) result = next_vkCreate##Type(device, info, a, out);                                           \
        if (result == VK_SUCCESS) count(kind, 1);                                                                               \
        return result;                                                                                                          \
    }                                                                                                                           \
    DESTROY(kind, Type)
#define DESTROY(kind, Type)                                                                                                     \
    static VKAPI_ATTR void VKAPI_CALL faults_vkDestroy##Type(VkDevice device, Vk##Type object, const VkAllocationCallbacks *a) { \
        if (object) count(kind, -1);                                                                                            \
        next_vkDestroy##Type(device, object, a);                                                                                \
    }
OBJECT(BUFFER, Buffer)
OBJECT(SEMAPHORE, Semaphore)
OBJECT(COMMAND_POOL, CommandPool)
OBJECT(QUERY_POOL, QueryPool)
OBJECT(PIPELINE_CACHE, PipelineCache)
OBJECT(SHADER_MODULE, ShaderModule)
OBJECT(PIPELINE_LAYOUT, PipelineLayout)
DESTROY(PIPELINE, Pipeline)

static VKAPI_ATTR VkResult VKAPI_CALL faults_vkCreateComputePipelines(VkDevice device, VkPipelineCache cache, uint32_t n, const VkComputePipelineCreateInfo *infos,
                                                                      const VkAllocationCallbacks *a, VkPipeline *out) {
    VkResult result = fault("vkCreateComputePipelines", 0);
    if (result == VK_SUCCESS) result = next_vkCreateComputePipelines(device, cache, n, infos, a, out);
    if (result == VK_SUCCESS) count(PIPELINE, (int)n);
    return result;
}

// Calls that make nothing to be destroyed.
#define CALL(name, meets_queue, parameters, arguments)                        \
    static VKAPI_ATTR VkResult VKAPI_CALL faults_##name parameters {          \
        VkResult result = fault(#name, meets_queue);                          \
        return result != VK_SUCCESS ? result : next_##name arguments;         \
    }
CALL(vkBindBufferMemory, 0, (VkDevice d, VkBuffer b, VkDeviceMemory m, VkDeviceSize at), (d, b, m, at))
CALL(vkMapMemory, 0, (VkDevice d, VkDeviceMemory m, VkDeviceSize at, VkDeviceSize n, VkMemoryMapFlags f, void **out), (d, m, at, n, f, out))
CALL(vkAllocateCommandBuffers, 0, (VkDevice d, const VkCommandBufferAllocateInfo *i, VkCommandBuffer *out), (d, i, out))
CALL(vkResetCommandPool, 0, (VkDevice d, VkCommandPool p, VkCommandPoolResetFlags f), (d, p, f))
CALL(vkBeginCommandBuffer, 0, (VkCommandBuffer c, const VkCommandBufferBeginInfo *i), (c, i))
CALL(vkEndCommandBuffer, 0, (VkCommandBuffer c), (c))

static VKAPI_ATTR VkResult VKAPI_CALL faults_vkGetQueryPoolResults(VkDevice device, VkQueryPool pool, uint32_t first, uint32_t n, size_t size, void *out,
                                                                   VkDeviceSize stride, VkQueryResultFlags flags) {
    VkResult result = fault("vkGetQueryPoolResults", 1);
    if (result != VK_SUCCESS) return result;
    return control->timeless ? VK_NOT_READY : next_vkGetQueryPoolResults(device, pool, first, n, size, out, stride, flags);
}

// A lost device has stopped working: before a call says so, the true device is
// let finish, as the caller may destroy everything now.
static VKAPI_ATTR VkResult VKAPI_CALL faults_vkQueueSubmit(VkQueue queue, uint32_t n, const VkSubmitInfo *infos, VkFence fence) {
    VkResult result = fault("vkQueueSubmit", 1);
    if (result == VK_SUCCESS) return next_vkQueueSubmit(queue, n, infos, fence);
    if (result == VK_ERROR_DEVICE_LOST) next_vkQueueWaitIdle(queue);
    return result;
}

static VKAPI_ATTR VkResult VKAPI_CALL faults_vkWaitSemaphores(VkDevice device, const VkSemaphoreWaitInfo *info, uint64_t timeout) {
    VkResult result = fault("vkWaitSemaphores", 1);
    if (result == VK_SUCCESS) return next_vkWaitSemaphores(device, info, timeout);
    if (result == VK_ERROR_DEVICE_LOST) next_vkDeviceWaitIdle(device);
    return result;
}

static VKAPI_ATTR void VKAPI_CALL faults_vkCmdDispatch(VkCommandBuffer commands, uint32_t x, uint32_t y, uint32_t z) {
    if (!control->mute) next_vkCmdDispatch(commands, x, y, z);
}

static VKAPI_ATTR void VKAPI_CALL faults_vkCmdFillBuffer(VkCommandBuffer commands, VkBuffer buffer, VkDeviceSize at, VkDeviceSize size, uint32_t word) {
    if (!control->mute) next_vkCmdFillBuffer(commands, buffer, at, size, word);
}

static VKAPI_ATTR PFN_vkVoidFunction VKAPI_CALL get_device(VkDevice device, const char *name);
static VKAPI_ATTR PFN_vkVoidFunction VKAPI_CALL get_instance(VkInstance instance, const char *name);

#define OURS(function) if (strcmp(name, #function) == 0) return (PFN_vkVoidFunction)faults_##function;

static PFN_vkVoidFunction ours_of_device(const char *name) {
    OURS(vkDestroyDevice) OURS(vkAllocateMemory) OURS(vkFreeMemory) OURS(vkCreateBuffer) OURS(vkDestroyBuffer) OURS(vkBindBufferMemory)
    OURS(vkMapMemory) OURS(vkCreateSemaphore) OURS(vkDestroySemaphore) OURS(vkCreateCommandPool) OURS(vkDestroyCommandPool)
    OURS(vkAllocateCommandBuffers) OURS(vkCreateQueryPool) OURS(vkDestroyQueryPool) OURS(vkCreatePipelineCache)
    OURS(vkDestroyPipelineCache) OURS(vkCreateShaderModule) OURS(vkDestroyShaderModule) OURS(vkCreatePipelineLayout)
    OURS(vkDestroyPipelineLayout) OURS(vkCreateComputePipelines) OURS(vkDestroyPipeline) OURS(vkResetCommandPool)
    OURS(vkBeginCommandBuffer) OURS(vkEndCommandBuffer) OURS(vkQueueSubmit) OURS(vkWaitSemaphores) OURS(vkGetQueryPoolResults)
    OURS(vkGetBufferMemoryRequirements) OURS(vkCmdDispatch) OURS(vkCmdFillBuffer)
    if (control->explains) OURS(vkGetDeviceFaultInfoEXT)
    return strcmp(name, "vkGetDeviceProcAddr") ? NULL : (PFN_vkVoidFunction)get_device;
}

static VKAPI_ATTR PFN_vkVoidFunction VKAPI_CALL get_device(VkDevice device, const char *name) {
    PFN_vkVoidFunction ours = ours_of_device(name);
    return ours ? ours : next_get_device(device, name);
}

static VKAPI_ATTR PFN_vkVoidFunction VKAPI_CALL get_instance(VkInstance instance, const char *name) {
    OURS(vkCreateInstance) OURS(vkDestroyInstance) OURS(vkEnumeratePhysicalDevices) OURS(vkCreateDevice)
    OURS(vkGetPhysicalDeviceMemoryProperties) OURS(vkEnumerateDeviceExtensionProperties) OURS(vkGetPhysicalDeviceFeatures2)
    if (strcmp(name, "vkGetInstanceProcAddr") == 0) return (PFN_vkVoidFunction)get_instance;
    PFN_vkVoidFunction ours = ours_of_device(name);
    if (ours) return ours;
    return instance ? next_get_instance(instance, name) : NULL;
}

EXPORT VkResult vkNegotiateLoaderLayerInterfaceVersion(Negotiation *n) {
    n->version = n->version < 2 ? n->version : 2;
    n->get_instance = get_instance;
    n->get_device = get_device;
    n->get_physical = NULL;
    return VK_SUCCESS;
}
