// Buffer pointers and the flat item index every kernel uses.
#extension GL_EXT_buffer_reference : require
#extension GL_EXT_buffer_reference_uvec2 : require
#extension GL_EXT_scalar_block_layout : enable
#extension GL_EXT_control_flow_attributes : enable

// A pointer is cast to another type by way of uvec2, its address: SwiftShader's
// compiler crashes on a cast from pointer to pointer.
layout(buffer_reference, std430, buffer_reference_align = 4) buffer Floats { float at[]; };
layout(buffer_reference, std430, buffer_reference_align = 16) buffer Vec4s { vec4 at[]; };
layout(buffer_reference, std430, buffer_reference_align = 4) buffer Uints { uint at[]; };

// item_index() numbers the invocations of a grid whose x groups were folded
// into y because a device counts at most 65,535 groups in one dimension.
// A macro, not a function: inside a function that stands before the shader's
// local_size layout, glslang takes gl_WorkGroupSize to be 1.
#define item_index() \
    ((gl_WorkGroupID.y * gl_NumWorkGroups.x + gl_WorkGroupID.x) * gl_WorkGroupSize.x + gl_LocalInvocationID.x)
