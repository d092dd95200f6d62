// conv2d_product_subgroup8: y = x · weight + bias of matrices [rows, C] and [C, O], for each of POSITIONS, on subgroups of
// exactly eight lanes: a 1×1 convolution whose rows are pixels, or the product of Winograd's transforms, whose rows are tiles.
// One subgroup: 64 rows × 32 output channels at one position, eight rows at a time. Lane l owns output channels
// 4l … 4l+3 and keeps their weights for QUADS vec4s of input channels. It loads the input channels of row l and
// broadcasts them to all lanes. A row's sums live within one iteration of the loop: lavapipe blends values that a loop
// carries with the mask of the lanes, and spills them. Sums over more input channels go on from what is in memory.
// Those of transforms are added up in parts of 32 channels, whose rounding errors are smaller.
// RELU replaces x by max(x, 0); ADD adds added, which is like y but float32.
#version 460
#extension GL_GOOGLE_include_directive : require
#extension GL_KHR_shader_subgroup_ballot : require
#include "include/buffers.glsl"

layout(local_size_x = 16) in;
layout(constant_id = 0) const uint QUADS = 8;
layout(constant_id = 1) const uint POSITIONS = 1;
layout(constant_id = 2) const uint BIAS = 0;
layout(constant_id = 3) const uint FLOAT16_MASK = 0;
layout(constant_id = 4) const uint RELU = 0;
layout(constant_id = 5) const uint ADD = 0;
#include "include/relu.glsl"
#include "include/wide_stored.glsl"

const uint LANES = 8;
const uint STRIP = 64; // rows
const uint PART = 8;   // vec4s of input channels

layout(push_constant) uniform Push {
    Vec4s x;
    Vec4s weight;
    Vec4s bias;
    Vec4s y;
    Vec4s added;
    uint rows, c, o; // channels in units of four
} p;

void main() {
    uint block = item_index() / LANES;
    uint columns = (p.o + LANES - 1) / LANES;
    uint strips = (p.rows + STRIP - 1) / STRIP;
    uint position = block / columns / strips;
    if (position >= POSITIONS) return;
    uint first = block / columns % strips * STRIP;
    uint last = min(first + STRIP, p.rows);
    uint lane = gl_SubgroupInvocationID;
    bool owner = block % columns * LANES + lane < p.o;
    uint o = min(block % columns * LANES + lane, p.o - 1); // lanes beyond the last channel repeat it and store nothing

    for (uint c = 0; c < p.c; c += QUADS) {
        vec4 w[4 * QUADS];
        [[unroll]] for (uint k = 0; k < 4 * QUADS; k++) {
            uint row = min(4 * c + k, 4 * p.c - 1);
            w[k] = wide_load_stored(p.weight, (position * 4 * p.c + row) * p.o + o, 1);
            if (k >= 4) w[k] = mix(vec4(0), w[k], bvec4(4 * c + k < 4 * p.c));
        }
        for (uint r = first; r < last; r += LANES) {
            uint from = (position * p.rows + min(r + lane, last - 1)) * p.c;
            vec4 mine[QUADS];
            [[unroll]] for (uint q = 0; q < QUADS; q++) {
                mine[q] = wide_load_stored(p.x, from + min(c + q, p.c - 1), 0);
                if (RELU == 1) mine[q] = relu(mine[q]);
            }
            [[unroll]] for (uint l = 0; l < LANES; l++) {
                uint to = (position * p.rows + min(r + l, last - 1)) * p.o + o;
                vec4 sum = BIAS == 1 ? p.bias.at[o] : vec4(0);
                if (c > 0) sum = wide_load(p.y, to);
                vec4 part = vec4(0);
                [[unroll]] for (uint q = 0; q < QUADS; q++) {
                    vec4 a = subgroupBroadcast(mine[q], l);
                    vec4 products = a.x * w[4 * q] + a.y * w[4 * q + 1] + a.z * w[4 * q + 2] + a.w * w[4 * q + 3];
                    if (POSITIONS == 1) {
                        sum += products;
                    } else {
                        part += products;
                    }
                    if (POSITIONS > 1 && (q % PART == PART - 1 || q == QUADS - 1)) {
                        sum += part;
                        part = vec4(0);
                    }
                }
                if (owner && r + l < last) {
                    if (ADD == 1 && c + QUADS >= p.c) sum += wide_load(p.added, to);
                    wide_store_stored(p.y, to, 3, sum);
                }
            }
        }
    }
}
