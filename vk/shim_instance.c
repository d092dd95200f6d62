// Loading Vulkan, validation messages, and capabilities of physical devices.
#include "shim.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef _WIN32
#include <windows.h>
#else
#include <dlfcn.h>
#endif

// ag_load_vulkan opens the system's Vulkan loader under the names that its
// run-time packages install, and returns vkGetInstanceProcAddr or NULL.
void *ag_load_vulkan(void) {
#ifdef _WIN32
    HMODULE library = LoadLibraryA("vulkan-1.dll");
    return library ? (void *)GetProcAddress(library, "vkGetInstanceProcAddr") : NULL;
#else
    static const char *names[] = {"libvulkan.so.1", "libvulkan.so", "libvulkan.1.dylib", "libvulkan.dylib", "libMoltenVK.dylib"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        void *library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
        if (library) return dlsym(library, "vkGetInstanceProcAddr");
    }
    return NULL;
#endif
}

#define GET(instance, name) ((PFN_##name)((PFN_vkGetInstanceProcAddr)get_proc)(instance, #name))

// ag_loader_version returns the version of Vulkan that the loader implements, which
// is also the loader's own. Loaders of Vulkan 1.0 have no function that tells it.
uint32_t ag_loader_version(void *get_proc) {
    uint32_t version = VK_API_VERSION_1_0;
    PFN_vkEnumerateInstanceVersion enumerate = GET(NULL, vkEnumerateInstanceVersion);
    if (enumerate) enumerate(&version);
    return version;
}

// Messages of the validation layer and of the loader wait here until Go drains
// them: a callback must not enter Go from a driver's thread.
enum { RING = 64, MESSAGE = 2048 };
static struct {
    char text[RING][MESSAGE];
    int first, count;
} rings[AG_SENDERS];
static pthread_mutex_t rings_lock = PTHREAD_MUTEX_INITIALIZER;

static VKAPI_ATTR VkBool32 VKAPI_CALL on_message(VkDebugUtilsMessageSeverityFlagBitsEXT severity, VkDebugUtilsMessageTypeFlagsEXT types,
                                                 const VkDebugUtilsMessengerCallbackDataEXT *data, void *user) {
    (void)severity, (void)user;
    int sender = types & VK_DEBUG_UTILS_MESSAGE_TYPE_VALIDATION_BIT_EXT ? AG_FROM_VALIDATION : AG_FROM_LOADER;
    pthread_mutex_lock(&rings_lock);
    if (rings[sender].count < RING) {
        snprintf(rings[sender].text[(rings[sender].first + rings[sender].count) % RING], MESSAGE, "%s", data->pMessage);
        rings[sender].count++;
    }
    pthread_mutex_unlock(&rings_lock);
    return VK_FALSE;
}

int ag_next_message(int sender, char *text, size_t size) {
    pthread_mutex_lock(&rings_lock);
    int have = rings[sender].count > 0;
    if (have) {
        snprintf(text, size, "%s", rings[sender].text[rings[sender].first]);
        rings[sender].first = (rings[sender].first + 1) % RING;
        rings[sender].count--;
    }
    pthread_mutex_unlock(&rings_lock);
    return have;
}

static const VkDebugUtilsMessengerCreateInfoEXT messenger_info = {
    .sType = VK_STRUCTURE_TYPE_DEBUG_UTILS_MESSENGER_CREATE_INFO_EXT,
    .messageSeverity = VK_DEBUG_UTILS_MESSAGE_SEVERITY_WARNING_BIT_EXT | VK_DEBUG_UTILS_MESSAGE_SEVERITY_ERROR_BIT_EXT,
    .messageType = VK_DEBUG_UTILS_MESSAGE_TYPE_VALIDATION_BIT_EXT | VK_DEBUG_UTILS_MESSAGE_TYPE_GENERAL_BIT_EXT,
    .pfnUserCallback = on_message,
};

// ag_instance_chain is the pNext of an instance that catches messages, those of
// its own creation as well, with synchronization validation if asked.
const void *ag_instance_chain(int validation) {
    static const VkValidationFeatureEnableEXT enables[] = {VK_VALIDATION_FEATURE_ENABLE_SYNCHRONIZATION_VALIDATION_EXT};
    static const VkValidationFeaturesEXT features = {
        .sType = VK_STRUCTURE_TYPE_VALIDATION_FEATURES_EXT,
        .pNext = &messenger_info,
        .enabledValidationFeatureCount = 1,
        .pEnabledValidationFeatures = enables,
    };
    return validation ? (const void *)&features : &messenger_info;
}

int ag_has_layer(void *get_proc, const char *name) {
    PFN_vkEnumerateInstanceLayerProperties enumerate = GET(NULL, vkEnumerateInstanceLayerProperties);
    VkLayerProperties layers[64];
    uint32_t count = 64;
    if (!enumerate || enumerate(&count, layers) < 0) return 0;
    for (uint32_t i = 0; i < count; i++)
        if (strcmp(layers[i].layerName, name) == 0) return 1;
    return 0;
}

int ag_has_instance_extension(void *get_proc, const char *name) {
    PFN_vkEnumerateInstanceExtensionProperties enumerate = GET(NULL, vkEnumerateInstanceExtensionProperties);
    VkExtensionProperties extensions[128];
    uint32_t count = 128;
    if (!enumerate || enumerate(NULL, &count, extensions) < 0) return 0;
    for (uint32_t i = 0; i < count; i++)
        if (strcmp(extensions[i].extensionName, name) == 0) return 1;
    return 0;
}

VkResult ag_messenger_create(void *get_proc, VkInstance instance, VkDebugUtilsMessengerEXT *out) {
    PFN_vkCreateDebugUtilsMessengerEXT create = GET(instance, vkCreateDebugUtilsMessengerEXT);
    return create ? create(instance, &messenger_info, NULL, out) : VK_ERROR_EXTENSION_NOT_PRESENT;
}

void ag_messenger_destroy(void *get_proc, VkInstance instance, VkDebugUtilsMessengerEXT messenger) {
    GET(instance, vkDestroyDebugUtilsMessengerEXT)(instance, messenger, NULL);
}

static void find_compute_family(void *get_proc, VkInstance instance, VkPhysicalDevice physical, ag_caps *caps) {
    VkQueueFamilyProperties families[32];
    uint32_t count = 32;
    GET(instance, vkGetPhysicalDeviceQueueFamilyProperties)(physical, &count, families);
    caps->compute_family = UINT32_MAX;
    for (uint32_t i = 0; i < count; i++) {
        if (!(families[i].queueFlags & VK_QUEUE_COMPUTE_BIT)) continue;
        caps->compute_family = i;
        caps->timestamp_bits = families[i].timestampValidBits;
        return;
    }
}

static int has_extension(void *get_proc, VkInstance instance, VkPhysicalDevice physical, const char *name) {
    PFN_vkEnumerateDeviceExtensionProperties enumerate = GET(instance, vkEnumerateDeviceExtensionProperties);
    uint32_t count = 0;
    enumerate(physical, NULL, &count, NULL);
    VkExtensionProperties *extensions = calloc(count + 1, sizeof *extensions);
    if (!extensions) return 0;
    int found = 0;
    enumerate(physical, NULL, &count, extensions);
    for (uint32_t i = 0; i < count; i++) found |= strcmp(extensions[i].extensionName, name) == 0;
    free(extensions);
    return found;
}

// query_matrices tells whether the kernels that multiply matrices can run: the
// shape of a product is between a subgroup of one size and the other.
static void query_matrices(void *get_proc, VkInstance instance, VkPhysicalDevice physical, ag_caps *caps) {
    if (!caps->pinned_subgroups || !has_extension(get_proc, instance, physical, VK_KHR_COOPERATIVE_MATRIX_EXTENSION_NAME)) return;
    VkPhysicalDeviceCooperativeMatrixFeaturesKHR matrices = {.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_COOPERATIVE_MATRIX_FEATURES_KHR};
    VkPhysicalDeviceVulkan12Features f12 = {.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES, .pNext = &matrices};
    VkPhysicalDeviceFeatures2 features = {.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2, .pNext = &f12};
    GET(instance, vkGetPhysicalDeviceFeatures2)(physical, &features);
    caps->matrices = matrices.cooperativeMatrix && f12.shaderFloat16 && f12.vulkanMemoryModel && f12.vulkanMemoryModelDeviceScope;
}

// query_bfloat16_matrices tells whether they may multiply bfloat16, too.
static void query_bfloat16_matrices(void *get_proc, VkInstance instance, VkPhysicalDevice physical, ag_caps *caps) {
    if (!caps->matrices || !has_extension(get_proc, instance, physical, VK_KHR_SHADER_BFLOAT16_EXTENSION_NAME)) return;
    VkPhysicalDeviceShaderBfloat16FeaturesKHR bfloat16 = {.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_SHADER_BFLOAT16_FEATURES_KHR};
    VkPhysicalDeviceFeatures2 features = {.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2, .pNext = &bfloat16};
    GET(instance, vkGetPhysicalDeviceFeatures2)(physical, &features);
    caps->bfloat16_matrices = bfloat16.shaderBFloat16Type && bfloat16.shaderBFloat16CooperativeMatrix;
}

uint32_t ag_query_matrices(void *get_proc, VkInstance instance, VkPhysicalDevice physical, ag_matrix *list, uint32_t most) {
    enum { MOST = 256 };
    PFN_vkGetPhysicalDeviceCooperativeMatrixPropertiesKHR query = GET(instance, vkGetPhysicalDeviceCooperativeMatrixPropertiesKHR);
    VkCooperativeMatrixPropertiesKHR offered[MOST];
    uint32_t count = most < MOST ? most : MOST;
    for (uint32_t i = 0; i < count; i++) offered[i] = (VkCooperativeMatrixPropertiesKHR){.sType = VK_STRUCTURE_TYPE_COOPERATIVE_MATRIX_PROPERTIES_KHR};
    if (!query || query(physical, &count, offered) < 0) return 0;
    for (uint32_t i = 0; i < count; i++) {
        const VkCooperativeMatrixPropertiesKHR *o = &offered[i];
        list[i] = (ag_matrix){o->MSize, o->NSize, o->KSize, o->AType, o->BType, o->CType, o->ResultType, o->saturatingAccumulation, o->scope};
    }
    return count;
}

// query_mixed_dot asks for what tells AMD's generations apart.
static void query_mixed_dot(void *get_proc, VkInstance instance, VkPhysicalDevice physical, ag_caps *caps) {
    if (!has_extension(get_proc, instance, physical, VK_KHR_SHADER_INTEGER_DOT_PRODUCT_EXTENSION_NAME)) return;
    VkPhysicalDeviceShaderIntegerDotProductProperties dot = {.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_SHADER_INTEGER_DOT_PRODUCT_PROPERTIES};
    VkPhysicalDeviceProperties2 properties = {.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2, .pNext = &dot};
    GET(instance, vkGetPhysicalDeviceProperties2)(physical, &properties);
    caps->mixed_dot = dot.integerDotProduct4x8BitPackedMixedSignednessAccelerated;
}

// query_subgroup_range looks for the extension: that Vulkan 1.3 includes it
// does not help an instance of 1.2. MoltenVK names a range and lets no shader
// ask for a size in it.
static void query_subgroup_range(void *get_proc, VkInstance instance, VkPhysicalDevice physical, ag_caps *caps) {
    caps->subgroup_min = caps->subgroup_max = caps->subgroup_size;
    if (!has_extension(get_proc, instance, physical, VK_EXT_SUBGROUP_SIZE_CONTROL_EXTENSION_NAME)) return;
    VkPhysicalDeviceSubgroupSizeControlProperties range = {.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_SUBGROUP_SIZE_CONTROL_PROPERTIES};
    VkPhysicalDeviceProperties2 properties = {.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2, .pNext = &range};
    GET(instance, vkGetPhysicalDeviceProperties2)(physical, &properties);
    VkPhysicalDeviceSubgroupSizeControlFeatures control = {.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_SUBGROUP_SIZE_CONTROL_FEATURES};
    VkPhysicalDeviceFeatures2 features = {.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2, .pNext = &control};
    GET(instance, vkGetPhysicalDeviceFeatures2)(physical, &features);
    int asked = (range.requiredSubgroupSizeStages & VK_SHADER_STAGE_COMPUTE_BIT) != 0;
    caps->subgroup_sizes = control.subgroupSizeControl && asked;
    caps->pinned_subgroups = control.computeFullSubgroups && (caps->subgroup_sizes || range.minSubgroupSize == range.maxSubgroupSize);
    if (!asked) return;
    caps->subgroup_min = range.minSubgroupSize;
    caps->subgroup_max = range.maxSubgroupSize;
}

// query_units asks the two vendors that tell; AMD's second structure leaves out
// units that are switched off.
static void query_units(void *get_proc, VkInstance instance, VkPhysicalDevice physical, ag_caps *caps) {
    VkPhysicalDeviceShaderSMBuiltinsPropertiesNV nv = {.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_SHADER_SM_BUILTINS_PROPERTIES_NV};
    VkPhysicalDeviceShaderCoreProperties2AMD amd = {.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_SHADER_CORE_PROPERTIES_2_AMD};
    VkPhysicalDeviceProperties2 properties = {.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2};
    if (has_extension(get_proc, instance, physical, VK_NV_SHADER_SM_BUILTINS_EXTENSION_NAME))
        properties.pNext = &nv;
    else if (has_extension(get_proc, instance, physical, VK_AMD_SHADER_CORE_PROPERTIES_2_EXTENSION_NAME))
        properties.pNext = &amd;
    else
        return;
    GET(instance, vkGetPhysicalDeviceProperties2)(physical, &properties);
    caps->compute_units = nv.shaderSMCount + amd.activeComputeUnitCount;
}

// query_identity tells equal devices apart.
static void query_identity(void *get_proc, VkInstance instance, VkPhysicalDevice physical, ag_caps *caps) {
    caps->has_pci = has_extension(get_proc, instance, physical, VK_EXT_PCI_BUS_INFO_EXTENSION_NAME);
    VkPhysicalDevicePCIBusInfoPropertiesEXT pci = {.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PCI_BUS_INFO_PROPERTIES_EXT};
    VkPhysicalDeviceIDProperties id = {.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_ID_PROPERTIES, .pNext = caps->has_pci ? &pci : NULL};
    VkPhysicalDeviceProperties2 properties = {.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2, .pNext = &id};
    GET(instance, vkGetPhysicalDeviceProperties2)(physical, &properties);
    memcpy(caps->uuid, id.deviceUUID, sizeof caps->uuid);
    uint32_t address[4] = {pci.pciDomain, pci.pciBus, pci.pciDevice, pci.pciFunction};
    memcpy(caps->pci, address, sizeof caps->pci);
}

// query_device_fault asks only where the extension is, whose struct others do not know.
static void query_device_fault(void *get_proc, VkInstance instance, VkPhysicalDevice physical, ag_caps *caps) {
    if (!has_extension(get_proc, instance, physical, VK_EXT_DEVICE_FAULT_EXTENSION_NAME)) return;
    VkPhysicalDeviceFaultFeaturesEXT faults = {.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FAULT_FEATURES_EXT};
    VkPhysicalDeviceFeatures2 features = {.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2, .pNext = &faults};
    GET(instance, vkGetPhysicalDeviceFeatures2)(physical, &features);
    caps->device_fault = faults.deviceFault;
}

void ag_query_caps(void *get_proc, VkInstance instance, VkPhysicalDevice physical, ag_caps *caps) {
    memset(caps, 0, sizeof *caps);
    find_compute_family(get_proc, instance, physical, caps);
    VkPhysicalDeviceProperties basic;
    GET(instance, vkGetPhysicalDeviceProperties)(physical, &basic);
    caps->api_version = basic.apiVersion;
    if (basic.apiVersion < VK_API_VERSION_1_2) return; // the chains below are 1.2's

    VkPhysicalDeviceVulkan12Properties p12 = {.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_PROPERTIES};
    VkPhysicalDeviceVulkan11Properties p11 = {.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_1_PROPERTIES, .pNext = &p12};
    VkPhysicalDeviceProperties2 properties = {.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2, .pNext = &p11};
    GET(instance, vkGetPhysicalDeviceProperties2)(physical, &properties);
    caps->subgroup_size = p11.subgroupSize;
    caps->subgroup_stages = p11.subgroupSupportedStages;
    caps->subgroup_operations = p11.subgroupSupportedOperations;
    caps->max_allocation = p11.maxMemoryAllocationSize;
    query_subgroup_range(get_proc, instance, physical, caps);
    query_matrices(get_proc, instance, physical, caps);
    query_bfloat16_matrices(get_proc, instance, physical, caps);
    query_mixed_dot(get_proc, instance, physical, caps);
    query_units(get_proc, instance, physical, caps);
    query_identity(get_proc, instance, physical, caps);
    caps->portability_subset = has_extension(get_proc, instance, physical, "VK_KHR_portability_subset");
    caps->executable_info = has_extension(get_proc, instance, physical, VK_KHR_PIPELINE_EXECUTABLE_PROPERTIES_EXTENSION_NAME);
    query_device_fault(get_proc, instance, physical, caps);
    caps->nearest16 = p12.shaderRoundingModeRTEFloat16;
    caps->nearest32 = p12.shaderRoundingModeRTEFloat32;
    caps->denormals16 = p12.shaderDenormPreserveFloat16;
    caps->joined_rounding = p12.roundingModeIndependence == VK_SHADER_FLOAT_CONTROLS_INDEPENDENCE_NONE;
    caps->joined_denormals = p12.denormBehaviorIndependence == VK_SHADER_FLOAT_CONTROLS_INDEPENDENCE_NONE;
    snprintf(caps->driver_name, sizeof caps->driver_name, "%s", p12.driverName);
    snprintf(caps->driver_info, sizeof caps->driver_info, "%s", p12.driverInfo);

    VkPhysicalDeviceVulkan12Features f12 = {.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES};
    VkPhysicalDeviceVulkan11Features f11 = {.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_1_FEATURES, .pNext = &f12};
    VkPhysicalDeviceFeatures2 features = {.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2, .pNext = &f11};
    GET(instance, vkGetPhysicalDeviceFeatures2)(physical, &features);
    caps->buffer_device_address = f12.bufferDeviceAddress;
    caps->timeline_semaphore = f12.timelineSemaphore;
    caps->shader_float16 = f12.shaderFloat16;
    caps->host_query_reset = f12.hostQueryReset;
    caps->storage_16bit = f11.storageBuffer16BitAccess;
}
