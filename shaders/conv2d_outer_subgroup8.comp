// conv2d_outer_subgroup8: xᵀ · gradY of matrices [rows, C] and [rows, O], summed over each slice of the rows, on subgroups
// of exactly eight lanes: the gradient of a 1×1 convolution's weight, whose rows are pixels, or that of the product of
// Winograd's transforms, whose slices are its positions and whose rows are tiles.
// One subgroup: 32 input channels × 32 output channels, one slice, eight rows at a time. Lane l loads the input channels
// of row l and broadcasts them to all lanes. It owns output channels 4l … 4l+3. RELU replaces x by max(x, 0).
#version 460
#extension GL_GOOGLE_include_directive : require
#extension GL_KHR_shader_subgroup_ballot : require
#include "include/buffers.glsl"

layout(local_size_x = 16) in;
layout(constant_id = 0) const uint FLOAT16_MASK = 0;
layout(constant_id = 1) const uint RELU = 0;
#include "include/relu.glsl"
#include "include/wide_stored.glsl"

const uint LANES = 8;
const uint QUADS = 8; // vec4s of input channels in a block

layout(push_constant) uniform Push {
    Vec4s x;
    Vec4s gradY;
    Vec4s partial;
    uint rows, c, o; // channels in units of four
    uint slice, slices;
} p;

void main() {
    uint block = item_index() / LANES;
    uint columns = (p.o + LANES - 1) / LANES;
    uint blocks = (p.c + QUADS - 1) / QUADS;
    uint slice = block / columns / blocks;
    if (slice >= p.slices) return;
    uint c = block / columns % blocks * QUADS;
    uint lane = gl_SubgroupInvocationID;
    uint o = min(block % columns * LANES + lane, p.o - 1); // lanes and quads beyond the last channel repeat it and store nothing

    vec4 sum[4 * QUADS];
    [[unroll]] for (uint k = 0; k < 4 * QUADS; k++) sum[k] = vec4(0);
    uint first = slice * p.slice, last = min(first + p.slice, p.rows);
    for (uint r = first; r < last; r += LANES) {
        bool inside = r + lane < last;
        uint from = (inside ? r + lane : first) * p.c;
        vec4 mine[QUADS];
        [[unroll]] for (uint q = 0; q < QUADS; q++) {
            mine[q] = wide_load_stored(p.x, from + min(c + q, p.c - 1), 0);
            mine[q] = mix(vec4(0), mine[q], bvec4(inside));
            if (RELU == 1) mine[q] = relu(mine[q]);
        }
        [[unroll]] for (uint l = 0; l < LANES; l += 4) {
            vec4 g[4];
            [[unroll]] for (uint i = 0; i < 4; i++) g[i] = wide_load_stored(p.gradY, min(r + l + i, last - 1) * p.o + o, 1); // beyond the last row x counts as zero
            [[unroll]] for (uint q = 0; q < QUADS; q++) {
                vec4 a0 = subgroupBroadcast(mine[q], l), a1 = subgroupBroadcast(mine[q], l + 1);
                vec4 a2 = subgroupBroadcast(mine[q], l + 2), a3 = subgroupBroadcast(mine[q], l + 3);
                [[unroll]] for (uint k = 0; k < 4; k++) sum[4 * q + k] += a0[k] * g[0] + a1[k] * g[1] + a2[k] * g[2] + a3[k] * g[3];
            }
        }
    }
    if (block % columns * LANES + lane >= p.o) return;
    uint to = (slice * p.c + c) * 4 * p.o + o;
    [[unroll]] for (uint k = 0; k < 4 * QUADS; k++) {
        if (4 * c + k < 4 * p.c) wide_store(p.partial, to + k * p.o, sum[k]);
    }
}
