// The part of the runtime that is C: what the Go binding of Vulkan 1.0 lacks
// (feature chains, buffer addresses, timeline semaphores, the debug messenger)
// and what it cannot do safely or quickly (pipelines, recording, submission).
#ifndef AUTOGAN_VK_SHIM_H
#define AUTOGAN_VK_SHIM_H

#define VK_NO_PROTOTYPES
#include <stddef.h>
#include <stdint.h>
#include "vulkan/vulkan_core.h"

// ag_caps is what a physical device offers, flat.
typedef struct {
    uint32_t subgroup_size, subgroup_stages, subgroup_operations;
    uint32_t subgroup_min, subgroup_max; // subgroup_size when a compute shader can't ask for a size
    uint32_t api_version;
    uint32_t buffer_device_address, timeline_semaphore, shader_float16, storage_16bit, host_query_reset;
    uint32_t compute_family; // UINT32_MAX when no queue family computes
    uint32_t timestamp_bits;
    uint32_t compute_units; // 0 when the driver does not tell
    uint64_t max_allocation;
    char driver_name[VK_MAX_DRIVER_NAME_SIZE];
    char driver_info[VK_MAX_DRIVER_INFO_SIZE];
    uint8_t uuid[VK_UUID_SIZE];
    uint32_t has_pci, pci[4];     // domain, bus, device, function
    uint32_t portability_subset;  // the device is not fully Vulkan, and says so
    uint32_t executable_info;     // the driver can tell what its compiler made of a pipeline
    uint32_t nearest16, nearest32, denormals16;    // float modes that a shader may ask for
    uint32_t joined_rounding, joined_denormals;    // they are the same for all widths
    uint32_t device_fault;        // it can tell what went wrong on a device that was lost
    uint32_t subgroup_sizes;      // a compute shader can ask for the size of its subgroups
    uint32_t pinned_subgroups;    // they can be full and of one size
    uint32_t mixed_dot;           // AMD's cards have this instruction since RDNA 3: products of signed and unsigned bytes
    uint32_t matrices;            // cooperative matrices can be used; set to 0, a device is opened without them
    uint32_t bfloat16_matrices;   // and of bfloat16, too; likewise
} ag_caps;

// ag_matrix is a product that a device offers. The numbers of types and scopes
// are Vulkan's.
typedef struct {
    uint32_t m, n, k;
    uint32_t a, b, c, result;
    uint32_t saturating, scope;
} ag_matrix;
enum { AG_FLOAT16 = 0, AG_FLOAT32 = 1, AG_BFLOAT16 = 1000141000, AG_SCOPE_SUBGROUP = 3 };

// ag_device holds a logical device, its queue and its entry points.
typedef struct ag_device ag_device;

// ag_block is one driver allocation bound to one buffer.
typedef struct {
    VkBuffer buffer;
    VkDeviceMemory memory;
    uint64_t address;
    void *mapped; // NULL when the memory is not host visible
} ag_block;

// Record kinds of a program; every record starts with kind | words << 32.
enum {
    AG_DISPATCH = 1, // pipeline, x | y << 32, z | pushBytes << 32, predicted nanoseconds, push data…
    AG_BARRIER = 2,
    AG_COPY = 3,      // source, sourceOffset, destination, destinationOffset, size
    AG_UPDATE = 4,    // buffer, offset, size, data…
    AG_FILL = 5,      // buffer, offset, size, word
    AG_TIMESTAMP = 6, // query
};

// Loader and instance.
void *ag_load_vulkan(void);
uint32_t ag_loader_version(void *get_proc);
const void *ag_instance_chain(int validation);
int ag_has_layer(void *get_proc, const char *name);
int ag_has_instance_extension(void *get_proc, const char *name);
VkResult ag_messenger_create(void *get_proc, VkInstance instance, VkDebugUtilsMessengerEXT *out);
void ag_messenger_destroy(void *get_proc, VkInstance instance, VkDebugUtilsMessengerEXT messenger);
enum { AG_FROM_VALIDATION, AG_FROM_LOADER, AG_SENDERS };
int ag_next_message(int sender, char *text, size_t size);

// Between the two calls, by one thread, a driver makes its threads; the second
// call pins each of them to a CPU of its own. name keeps the calling thread's name.
enum { AG_NAME_SIZE = 16 };
void ag_spread_begin(char name[AG_NAME_SIZE]);
void ag_spread_end(const char name[AG_NAME_SIZE]);

// Device.
void ag_query_caps(void *get_proc, VkInstance instance, VkPhysicalDevice physical, ag_caps *caps);
uint32_t ag_query_matrices(void *get_proc, VkInstance instance, VkPhysicalDevice physical, ag_matrix *list, uint32_t most);
VkResult ag_device_create(void *get_proc, VkInstance instance, VkPhysicalDevice physical, const ag_caps *caps, int inspect,
                          ag_device **out);
void ag_device_destroy(ag_device *d);
VkDevice ag_device_handle(ag_device *d);

// Memory. AG_OTHER_MEMORY is the result where the buffer can't lie in that type of memory.
enum { AG_OTHER_MEMORY = VK_ERROR_FORMAT_NOT_SUPPORTED };
VkResult ag_block_create(ag_device *d, uint64_t size, uint32_t memory_type, int map, ag_block *out);
void ag_block_destroy(ag_device *d, ag_block *block);

// Pipelines. The layout is push constants of the given size and nothing else.
// A device that inspects lets its driver keep what the compiler made of them.
// With lanes above 0 all subgroups are full and have that size.
VkResult ag_layout_create(ag_device *d, uint32_t push_bytes, VkPipelineLayout *out);
void ag_layout_destroy(ag_device *d, VkPipelineLayout layout);
VkResult ag_pipeline_create(ag_device *d, VkPipelineCache cache, VkPipelineLayout layout, VkShaderModule module,
                            uint32_t constants, const uint32_t *values, uint32_t lanes, VkPipeline *out);
void ag_pipeline_destroy(ag_device *d, VkPipeline pipeline);
VkResult ag_pipeline_lanes(ag_device *d, VkPipeline pipeline, uint32_t *lanes);
VkResult ag_pipeline_statistics(ag_device *d, VkPipeline pipeline, uint32_t *count, VkPipelineExecutableStatisticKHR *out);
VkResult ag_pipeline_texts(ag_device *d, VkPipeline pipeline, uint32_t *count, VkPipelineExecutableInternalRepresentationKHR *out);

// ag_fault is what a driver tells of a device that was lost. Of several places
// and remarks the first few count.
enum { AG_FAULT_PARTS = 4 };
typedef struct {
    char description[VK_MAX_DESCRIPTION_SIZE];
    VkDeviceFaultAddressInfoEXT places[AG_FAULT_PARTS];
    VkDeviceFaultVendorInfoEXT remarks[AG_FAULT_PARTS];
    uint32_t place_count, remark_count;
} ag_fault;
VkResult ag_device_fault(ag_device *d, ag_fault *out);

// Recording, submission, waiting.
VkResult ag_semaphore_create(ag_device *d, VkSemaphore *out);
void ag_semaphore_destroy(ag_device *d, VkSemaphore semaphore);
VkResult ag_commands_create(ag_device *d, VkCommandPool pool, VkCommandBuffer *out);
VkResult ag_submit(ag_device *d, VkCommandPool pool, VkCommandBuffer commands, VkPipelineLayout layout, VkQueryPool queries,
                   const uint64_t *program, size_t words, VkSemaphore timeline, uint64_t signal);
VkResult ag_wait(ag_device *d, VkSemaphore timeline, uint64_t value, uint64_t timeout_ns);
VkResult ag_semaphore_value(ag_device *d, VkSemaphore timeline, uint64_t *out);
VkResult ag_timestamp(ag_device *d, VkQueryPool queries, uint32_t index, uint64_t *out); // VK_NOT_READY if it is not written yet
void ag_reset_queries(ag_device *d, VkQueryPool queries, uint32_t first, uint32_t count);

// CPU time of the calling thread in nanoseconds.
uint64_t ag_thread_time(void);

// Threads that keep the CPUs awake until a timeline has reached a value. Where
// there are none the pointer is NULL, and the other two functions do nothing.
typedef struct ag_awake ag_awake;
ag_awake *ag_awake_open(ag_device *d, VkSemaphore timeline);
void ag_awake_until(ag_awake *a, uint64_t value);
void ag_awake_close(ag_awake *a);

// VK_KHR_cooperative_matrix, which the bundled headers are too old for.
#ifndef VK_KHR_cooperative_matrix
#define VK_KHR_COOPERATIVE_MATRIX_EXTENSION_NAME "VK_KHR_cooperative_matrix"
#define VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_COOPERATIVE_MATRIX_FEATURES_KHR ((VkStructureType)1000506000)
#define VK_STRUCTURE_TYPE_COOPERATIVE_MATRIX_PROPERTIES_KHR ((VkStructureType)1000506001)
typedef struct {
    VkStructureType sType;
    void *pNext;
    VkBool32 cooperativeMatrix, cooperativeMatrixRobustBufferAccess;
} VkPhysicalDeviceCooperativeMatrixFeaturesKHR;
typedef struct {
    VkStructureType sType;
    void *pNext;
    uint32_t MSize, NSize, KSize;
    uint32_t AType, BType, CType, ResultType;
    VkBool32 saturatingAccumulation;
    uint32_t scope;
} VkCooperativeMatrixPropertiesKHR;
typedef VkResult(VKAPI_PTR *PFN_vkGetPhysicalDeviceCooperativeMatrixPropertiesKHR)(VkPhysicalDevice physical, uint32_t *count,
                                                                                   VkCooperativeMatrixPropertiesKHR *list);
#endif

// VK_KHR_shader_bfloat16, likewise.
#ifndef VK_KHR_shader_bfloat16
#define VK_KHR_SHADER_BFLOAT16_EXTENSION_NAME "VK_KHR_shader_bfloat16"
#define VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_SHADER_BFLOAT16_FEATURES_KHR ((VkStructureType)1000141000)
typedef struct {
    VkStructureType sType;
    void *pNext;
    VkBool32 shaderBFloat16Type, shaderBFloat16DotProduct, shaderBFloat16CooperativeMatrix;
} VkPhysicalDeviceShaderBfloat16FeaturesKHR;
#endif

#endif
