// norm_backward_sums: the two sums that the gradients of a normalisation need,
// over the rows of each chunk: Σ gradOutput and Σ gradOutput · x̂,
// x̂ = (x − mean) / √(variance + eps). With RELU gradOutput counts where norm_forward's result is above zero.
// x, gradOutput: [G, rows, channels], float16 where FLOAT16_MASK says so; mean, variance: [G, channels]; gamma, beta:
// [channels], read if AFFINE and RELU;
// sums, products: [G, chunks, channels].
// One thread: one (g, k) of EACH times one channel, or four consecutive ones (vec4).
//!variant vec4 LANES=4
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/lanes.glsl"
#include "include/chunks.glsl"
layout(local_size_x = 64) in;
layout(constant_id = 0) const uint FLOAT16_MASK = 0;
layout(constant_id = 1) const uint EACH = 1;
layout(constant_id = 2) const bool AFFINE = false;
layout(constant_id = 3) const bool RELU = false;
#include "include/float16.glsl"
layout(push_constant) uniform Push {
    LaneBuffer x;
    LaneBuffer gradOutput;
    LaneBuffer mean;
    LaneBuffer variance;
    LaneBuffer sums;
    LaneBuffer products;
    LaneBuffer gamma;
    LaneBuffer beta;
    uint items;
    uint rows;
    uint channels; // in pieces of EACH
    uint chunk;
    uint chunks;
    float eps;
} p;

void main() {
    uint i = item_index();
    if (i >= p.items) return;
    Chunk k = chunk_of(i, p.rows, p.channels, p.chunk, p.chunks);
    uint stats = (k.group * p.channels + k.channel) * EACH, channel = k.channel * EACH;
    Lane mean[EACH], rstd[EACH], scale[EACH], shift[EACH], sum[EACH], products[EACH];
    [[unroll]] for (uint e = 0; e < EACH; e++) {
        mean[e] = p.mean.at[stats + e];
        rstd[e] = scale[e] = inversesqrt(p.variance.at[stats + e] + p.eps);
        sum[e] = products[e] = shift[e] = Lane(0.0);
        if (AFFINE && RELU) {
            scale[e] *= p.gamma.at[channel + e];
            shift[e] = p.beta.at[channel + e];
        }
    }
    for (uint at = k.first; at < k.end; at += p.channels) {
        [[unroll]] for (uint e = 0; e < EACH; e++) {
            Lane g = load_lane(p.gradOutput, at * EACH + e, 1);
            Lane centred = load_lane(p.x, at * EACH + e, 0) - mean[e];
            if (RELU) g = choose(above(centred * scale[e] + shift[e], Lane(0.0)), g, Lane(0.0));
            sum[e] += g;
            products[e] += g * centred;
        }
    }
    [[unroll]] for (uint e = 0; e < EACH; e++) {
        p.sums.at[i * EACH + e] = sum[e];
        p.products.at[i * EACH + e] = products[e] * rstd[e];
    }
}
