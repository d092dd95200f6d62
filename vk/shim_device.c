// A logical device: memory blocks with addresses, pipelines, and the replay of
// a recorded program into a command buffer.
#include "shim.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

// Every device entry point the runtime calls, listed once.
#define ENTRY_POINTS(X)                                                                                                                \
    X(vkDestroyDevice) X(vkGetDeviceQueue) X(vkCreateBuffer) X(vkDestroyBuffer) X(vkGetBufferMemoryRequirements) X(vkAllocateMemory)  \
    X(vkFreeMemory) X(vkBindBufferMemory) X(vkMapMemory) X(vkGetBufferDeviceAddress) X(vkCreateComputePipelines) X(vkDestroyPipeline) \
    X(vkCreateSemaphore) X(vkDestroySemaphore) X(vkWaitSemaphores) X(vkAllocateCommandBuffers) X(vkResetCommandPool)                  \
    X(vkBeginCommandBuffer) X(vkEndCommandBuffer) X(vkQueueSubmit) X(vkCmdBindPipeline) X(vkCmdPushConstants) X(vkCmdDispatch)        \
    X(vkCmdPipelineBarrier) X(vkCmdCopyBuffer) X(vkCmdUpdateBuffer) X(vkCmdFillBuffer) X(vkCmdWriteTimestamp) X(vkGetQueryPoolResults) \
    X(vkResetQueryPool) X(vkGetSemaphoreCounterValue) X(vkCreatePipelineLayout) X(vkDestroyPipelineLayout)                            \
    X(vkGetDeviceFaultInfoEXT)                                                                                                        \
    X(vkGetPipelineExecutablePropertiesKHR) X(vkGetPipelineExecutableStatisticsKHR) X(vkGetPipelineExecutableInternalRepresentationsKHR)

struct ag_device {
    VkDevice handle;
    VkQueue queue;
    VkPipelineCreateFlags pipeline_flags; // of every pipeline
    uint32_t subgroup_sizes;              // a pipeline may ask for one; where it may not there is only one
#define DECLARE(name) PFN_##name name;
    ENTRY_POINTS(DECLARE)
};

VkResult ag_device_create(void *get_proc, VkInstance instance, VkPhysicalDevice physical, const ag_caps *caps, int inspect,
                          ag_device **out) {
    PFN_vkGetInstanceProcAddr get = (PFN_vkGetInstanceProcAddr)get_proc;
    VkPhysicalDevicePipelineExecutablePropertiesFeaturesKHR executables = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PIPELINE_EXECUTABLE_PROPERTIES_FEATURES_KHR, .pipelineExecutableInfo = VK_TRUE};
    VkPhysicalDeviceFaultFeaturesEXT faults = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FAULT_FEATURES_EXT, .pNext = inspect ? &executables : NULL, .deviceFault = VK_TRUE};
    VkPhysicalDeviceSubgroupSizeControlFeatures control = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_SUBGROUP_SIZE_CONTROL_FEATURES,
        .pNext = caps->device_fault ? &faults : faults.pNext,
        .subgroupSizeControl = caps->subgroup_sizes,
        .computeFullSubgroups = VK_TRUE,
    };
    VkPhysicalDeviceCooperativeMatrixFeaturesKHR matrices = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_COOPERATIVE_MATRIX_FEATURES_KHR, .pNext = &control, .cooperativeMatrix = VK_TRUE};
    VkPhysicalDeviceShaderBfloat16FeaturesKHR bfloat16 = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_SHADER_BFLOAT16_FEATURES_KHR,
        .pNext = &matrices,
        .shaderBFloat16Type = VK_TRUE,
        .shaderBFloat16CooperativeMatrix = VK_TRUE,
    };
    VkPhysicalDeviceVulkan12Features f12 = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES,
        .pNext = caps->bfloat16_matrices ? (void *)&bfloat16 : caps->matrices ? (void *)&matrices : control.pNext,
        .shaderFloat16 = caps->matrices,
        .vulkanMemoryModel = caps->matrices,
        .vulkanMemoryModelDeviceScope = caps->matrices, // else no kernel may use atomics
        .bufferDeviceAddress = VK_TRUE,
        .timelineSemaphore = VK_TRUE,
        .hostQueryReset = caps->host_query_reset,
    };
    float priority = 1;
    VkDeviceQueueCreateInfo queue = {
        .sType = VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO,
        .queueFamilyIndex = caps->compute_family,
        .queueCount = 1,
        .pQueuePriorities = &priority,
    };
    const char *extensions[6];
    uint32_t count = 0;
    if (caps->portability_subset) extensions[count++] = "VK_KHR_portability_subset"; // must be named where it is offered
    if (inspect) extensions[count++] = VK_KHR_PIPELINE_EXECUTABLE_PROPERTIES_EXTENSION_NAME;
    if (caps->device_fault) extensions[count++] = VK_EXT_DEVICE_FAULT_EXTENSION_NAME;
    if (caps->matrices) {
        extensions[count++] = VK_KHR_COOPERATIVE_MATRIX_EXTENSION_NAME;
        extensions[count++] = VK_EXT_SUBGROUP_SIZE_CONTROL_EXTENSION_NAME;
    }
    if (caps->bfloat16_matrices) extensions[count++] = VK_KHR_SHADER_BFLOAT16_EXTENSION_NAME;
    VkDeviceCreateInfo info = {
        .sType = VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO,
        .pNext = &f12,
        .queueCreateInfoCount = 1,
        .pQueueCreateInfos = &queue,
        .enabledExtensionCount = count,
        .ppEnabledExtensionNames = extensions,
    };
    ag_device *d = calloc(1, sizeof *d);
    if (!d) return VK_ERROR_OUT_OF_HOST_MEMORY;
    d->subgroup_sizes = caps->subgroup_sizes;
    if (inspect)
        d->pipeline_flags = VK_PIPELINE_CREATE_CAPTURE_STATISTICS_BIT_KHR | VK_PIPELINE_CREATE_CAPTURE_INTERNAL_REPRESENTATIONS_BIT_KHR;
    VkResult result = ((PFN_vkCreateDevice)get(instance, "vkCreateDevice"))(physical, &info, NULL, &d->handle);
    if (result != VK_SUCCESS) {
        free(d);
        return result;
    }
    PFN_vkGetDeviceProcAddr get_device = (PFN_vkGetDeviceProcAddr)get(instance, "vkGetDeviceProcAddr");
#define RESOLVE(name) d->name = (PFN_##name)get_device(d->handle, #name);
    ENTRY_POINTS(RESOLVE)
    d->vkGetDeviceQueue(d->handle, caps->compute_family, 0, &d->queue);
    *out = d;
    return VK_SUCCESS;
}

void ag_device_destroy(ag_device *d) {
    d->vkDestroyDevice(d->handle, NULL);
    free(d);
}

VkDevice ag_device_handle(ag_device *d) { return d->handle; }

VkResult ag_block_create(ag_device *d, uint64_t size, uint32_t memory_type, int map, ag_block *out) {
    memset(out, 0, sizeof *out);
    VkBufferCreateInfo buffer = {
        .sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO,
        .size = size,
        .usage = VK_BUFFER_USAGE_SHADER_DEVICE_ADDRESS_BIT | VK_BUFFER_USAGE_STORAGE_BUFFER_BIT | VK_BUFFER_USAGE_TRANSFER_SRC_BIT |
                 VK_BUFFER_USAGE_TRANSFER_DST_BIT,
    };
    VkResult result = d->vkCreateBuffer(d->handle, &buffer, NULL, &out->buffer);
    if (result != VK_SUCCESS) return result;
    VkMemoryRequirements need;
    d->vkGetBufferMemoryRequirements(d->handle, out->buffer, &need);
    VkMemoryAllocateFlagsInfo flags = {
        .sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_FLAGS_INFO,
        .flags = VK_MEMORY_ALLOCATE_DEVICE_ADDRESS_BIT,
    };
    VkMemoryAllocateInfo allocate = {
        .sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO,
        .pNext = &flags,
        .allocationSize = need.size,
        .memoryTypeIndex = memory_type,
    };
    result = need.memoryTypeBits >> memory_type & 1 ? d->vkAllocateMemory(d->handle, &allocate, NULL, &out->memory) : AG_OTHER_MEMORY;
    if (result == VK_SUCCESS) result = d->vkBindBufferMemory(d->handle, out->buffer, out->memory, 0);
    if (result == VK_SUCCESS && map) result = d->vkMapMemory(d->handle, out->memory, 0, VK_WHOLE_SIZE, 0, &out->mapped);
    if (result != VK_SUCCESS) {
        ag_block_destroy(d, out);
        return result;
    }
    VkBufferDeviceAddressInfo address = {.sType = VK_STRUCTURE_TYPE_BUFFER_DEVICE_ADDRESS_INFO, .buffer = out->buffer};
    out->address = d->vkGetBufferDeviceAddress(d->handle, &address);
    return VK_SUCCESS;
}

void ag_block_destroy(ag_device *d, ag_block *block) {
    d->vkDestroyBuffer(d->handle, block->buffer, NULL);
    d->vkFreeMemory(d->handle, block->memory, NULL);
    memset(block, 0, sizeof *block);
}

VkResult ag_layout_create(ag_device *d, uint32_t push_bytes, VkPipelineLayout *out) {
    VkPushConstantRange range = {.stageFlags = VK_SHADER_STAGE_COMPUTE_BIT, .size = push_bytes};
    VkPipelineLayoutCreateInfo info = {
        .sType = VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO, .pushConstantRangeCount = 1, .pPushConstantRanges = &range};
    return d->vkCreatePipelineLayout(d->handle, &info, NULL, out);
}

void ag_layout_destroy(ag_device *d, VkPipelineLayout layout) { d->vkDestroyPipelineLayout(d->handle, layout, NULL); }

// Specialisation constant i has identifier i and 32 bits.
VkResult ag_pipeline_create(ag_device *d, VkPipelineCache cache, VkPipelineLayout layout, VkShaderModule module, uint32_t constants,
                            const uint32_t *values, uint32_t lanes, VkPipeline *out) {
    VkSpecializationMapEntry entries[16];
    if (constants > 16) return VK_ERROR_INITIALIZATION_FAILED;
    for (uint32_t i = 0; i < constants; i++) entries[i] = (VkSpecializationMapEntry){.constantID = i, .offset = 4 * i, .size = 4};
    VkSpecializationInfo specialization = {
        .mapEntryCount = constants, .pMapEntries = entries, .dataSize = 4 * constants, .pData = values};
    VkPipelineShaderStageRequiredSubgroupSizeCreateInfo size = {
        .sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_REQUIRED_SUBGROUP_SIZE_CREATE_INFO, .requiredSubgroupSize = lanes};
    VkComputePipelineCreateInfo info = {
        .sType = VK_STRUCTURE_TYPE_COMPUTE_PIPELINE_CREATE_INFO,
        .flags = d->pipeline_flags,
        .stage = {.sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO,
                  .pNext = lanes && d->subgroup_sizes ? &size : NULL,
                  .flags = lanes ? VK_PIPELINE_SHADER_STAGE_CREATE_REQUIRE_FULL_SUBGROUPS_BIT : 0,
                  .stage = VK_SHADER_STAGE_COMPUTE_BIT,
                  .module = module,
                  .pName = "main",
                  .pSpecializationInfo = constants ? &specialization : NULL},
        .layout = layout,
    };
    return d->vkCreateComputePipelines(d->handle, cache, 1, &info, NULL, out);
}

void ag_pipeline_destroy(ag_device *d, VkPipeline pipeline) { d->vkDestroyPipeline(d->handle, pipeline, NULL); }

// A compute pipeline has one executable.
VkResult ag_pipeline_lanes(ag_device *d, VkPipeline pipeline, uint32_t *lanes) {
    VkPipelineInfoKHR info = {.sType = VK_STRUCTURE_TYPE_PIPELINE_INFO_KHR, .pipeline = pipeline};
    VkPipelineExecutablePropertiesKHR properties = {.sType = VK_STRUCTURE_TYPE_PIPELINE_EXECUTABLE_PROPERTIES_KHR};
    uint32_t count = 1;
    VkResult result = d->vkGetPipelineExecutablePropertiesKHR(d->handle, &info, &count, &properties);
    *lanes = properties.subgroupSize;
    return count == 1 ? result : VK_ERROR_UNKNOWN;
}

VkResult ag_pipeline_statistics(ag_device *d, VkPipeline pipeline, uint32_t *count, VkPipelineExecutableStatisticKHR *out) {
    VkPipelineExecutableInfoKHR info = {.sType = VK_STRUCTURE_TYPE_PIPELINE_EXECUTABLE_INFO_KHR, .pipeline = pipeline};
    return d->vkGetPipelineExecutableStatisticsKHR(d->handle, &info, count, out);
}

VkResult ag_pipeline_texts(ag_device *d, VkPipeline pipeline, uint32_t *count, VkPipelineExecutableInternalRepresentationKHR *out) {
    VkPipelineExecutableInfoKHR info = {.sType = VK_STRUCTURE_TYPE_PIPELINE_EXECUTABLE_INFO_KHR, .pipeline = pipeline};
    return d->vkGetPipelineExecutableInternalRepresentationsKHR(d->handle, &info, count, out);
}

VkResult ag_device_fault(ag_device *d, ag_fault *out) {
    memset(out, 0, sizeof *out);
    if (!d->vkGetDeviceFaultInfoEXT) return VK_ERROR_EXTENSION_NOT_PRESENT;
    VkDeviceFaultCountsEXT counts = {
        .sType = VK_STRUCTURE_TYPE_DEVICE_FAULT_COUNTS_EXT, .addressInfoCount = AG_FAULT_PARTS, .vendorInfoCount = AG_FAULT_PARTS};
    VkDeviceFaultInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_DEVICE_FAULT_INFO_EXT, .pAddressInfos = out->places, .pVendorInfos = out->remarks};
    VkResult result = d->vkGetDeviceFaultInfoEXT(d->handle, &counts, &info);
    memcpy(out->description, info.description, sizeof out->description);
    out->place_count = counts.addressInfoCount;
    out->remark_count = counts.vendorInfoCount;
    return result;
}

VkResult ag_semaphore_create(ag_device *d, VkSemaphore *out) {
    VkSemaphoreTypeCreateInfo type = {.sType = VK_STRUCTURE_TYPE_SEMAPHORE_TYPE_CREATE_INFO, .semaphoreType = VK_SEMAPHORE_TYPE_TIMELINE};
    VkSemaphoreCreateInfo info = {.sType = VK_STRUCTURE_TYPE_SEMAPHORE_CREATE_INFO, .pNext = &type};
    return d->vkCreateSemaphore(d->handle, &info, NULL, out);
}

void ag_semaphore_destroy(ag_device *d, VkSemaphore semaphore) { d->vkDestroySemaphore(d->handle, semaphore, NULL); }

VkResult ag_commands_create(ag_device *d, VkCommandPool pool, VkCommandBuffer *out) {
    VkCommandBufferAllocateInfo info = {
        .sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO, .commandPool = pool, .commandBufferCount = 1};
    return d->vkAllocateCommandBuffers(d->handle, &info, out);
}

static void memory_barrier(ag_device *d, VkCommandBuffer commands) {
    const VkPipelineStageFlags stages = VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT | VK_PIPELINE_STAGE_TRANSFER_BIT;
    VkMemoryBarrier barrier = {
        .sType = VK_STRUCTURE_TYPE_MEMORY_BARRIER,
        .srcAccessMask = VK_ACCESS_SHADER_READ_BIT | VK_ACCESS_SHADER_WRITE_BIT | VK_ACCESS_TRANSFER_READ_BIT | VK_ACCESS_TRANSFER_WRITE_BIT,
        .dstAccessMask = VK_ACCESS_SHADER_READ_BIT | VK_ACCESS_SHADER_WRITE_BIT | VK_ACCESS_TRANSFER_READ_BIT | VK_ACCESS_TRANSFER_WRITE_BIT,
    };
    d->vkCmdPipelineBarrier(commands, stages, stages, 0, 1, &barrier, 0, NULL, 0, NULL);
}

// host_barrier makes what the device wrote visible to mapped memory.
static void host_barrier(ag_device *d, VkCommandBuffer commands) {
    VkMemoryBarrier barrier = {
        .sType = VK_STRUCTURE_TYPE_MEMORY_BARRIER, .srcAccessMask = VK_ACCESS_TRANSFER_WRITE_BIT, .dstAccessMask = VK_ACCESS_HOST_READ_BIT};
    d->vkCmdPipelineBarrier(commands, VK_PIPELINE_STAGE_TRANSFER_BIT, VK_PIPELINE_STAGE_HOST_BIT, 0, 1, &barrier, 0, NULL, 0, NULL);
}

static void replay(ag_device *d, VkCommandBuffer commands, VkPipelineLayout layout, VkQueryPool queries, const uint64_t *program,
                   size_t words) {
    uint64_t bound = 0;
    for (size_t at = 0; at < words; at += program[at] >> 32) {
        const uint64_t *r = program + at + 1;
        switch ((uint32_t)program[at]) {
        case AG_DISPATCH:
            if (r[0] != bound) d->vkCmdBindPipeline(commands, VK_PIPELINE_BIND_POINT_COMPUTE, (VkPipeline)r[0]);
            bound = r[0];
            d->vkCmdPushConstants(commands, layout, VK_SHADER_STAGE_COMPUTE_BIT, 0, r[2] >> 32, r + 4);
            d->vkCmdDispatch(commands, (uint32_t)r[1], r[1] >> 32, (uint32_t)r[2]);
            break;
        case AG_BARRIER:
            memory_barrier(d, commands);
            break;
        case AG_COPY: {
            VkBufferCopy region = {.srcOffset = r[1], .dstOffset = r[3], .size = r[4]};
            d->vkCmdCopyBuffer(commands, (VkBuffer)r[0], (VkBuffer)r[2], 1, &region);
            break;
        }
        case AG_UPDATE:
            d->vkCmdUpdateBuffer(commands, (VkBuffer)r[0], r[1], r[2], r + 3);
            break;
        case AG_FILL:
            d->vkCmdFillBuffer(commands, (VkBuffer)r[0], r[1], r[2], (uint32_t)r[3]);
            break;
        case AG_TIMESTAMP:
            d->vkCmdWriteTimestamp(commands, VK_PIPELINE_STAGE_BOTTOM_OF_PIPE_BIT, queries, (uint32_t)r[0]);
            break;
        }
    }
}

VkResult ag_submit(ag_device *d, VkCommandPool pool, VkCommandBuffer commands, VkPipelineLayout layout, VkQueryPool queries,
                   const uint64_t *program, size_t words, VkSemaphore timeline, uint64_t signal) {
    VkResult result = d->vkResetCommandPool(d->handle, pool, 0);
    if (result != VK_SUCCESS) return result;
    VkCommandBufferBeginInfo begin = {
        .sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO, .flags = VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT};
    result = d->vkBeginCommandBuffer(commands, &begin);
    if (result != VK_SUCCESS) return result;
    replay(d, commands, layout, queries, program, words);
    host_barrier(d, commands);
    result = d->vkEndCommandBuffer(commands);
    if (result != VK_SUCCESS) return result;
    VkTimelineSemaphoreSubmitInfo values = {
        .sType = VK_STRUCTURE_TYPE_TIMELINE_SEMAPHORE_SUBMIT_INFO, .signalSemaphoreValueCount = 1, .pSignalSemaphoreValues = &signal};
    VkSubmitInfo submit = {
        .sType = VK_STRUCTURE_TYPE_SUBMIT_INFO,
        .pNext = &values,
        .commandBufferCount = 1,
        .pCommandBuffers = &commands,
        .signalSemaphoreCount = 1,
        .pSignalSemaphores = &timeline,
    };
    return d->vkQueueSubmit(d->queue, 1, &submit, VK_NULL_HANDLE);
}

VkResult ag_semaphore_value(ag_device *d, VkSemaphore timeline, uint64_t *out) {
    return d->vkGetSemaphoreCounterValue(d->handle, timeline, out);
}

VkResult ag_wait(ag_device *d, VkSemaphore timeline, uint64_t value, uint64_t timeout_ns) {
    VkSemaphoreWaitInfo info = {
        .sType = VK_STRUCTURE_TYPE_SEMAPHORE_WAIT_INFO, .semaphoreCount = 1, .pSemaphores = &timeline, .pValues = &value};
    return d->vkWaitSemaphores(d->handle, &info, timeout_ns);
}

VkResult ag_timestamp(ag_device *d, VkQueryPool queries, uint32_t index, uint64_t *out) {
    return d->vkGetQueryPoolResults(d->handle, queries, index, 1, sizeof *out, out, sizeof *out, VK_QUERY_RESULT_64_BIT);
}

void ag_reset_queries(ag_device *d, VkQueryPool queries, uint32_t first, uint32_t count) {
    d->vkResetQueryPool(d->handle, queries, first, count);
}

uint64_t ag_thread_time(void) {
    struct timespec t;
#ifdef CLOCK_THREAD_CPUTIME_ID
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
#else
    timespec_get(&t, TIME_UTC);
#endif
    return 1000000000ull * (uint64_t)t.tv_sec + (uint64_t)t.tv_nsec;
}
