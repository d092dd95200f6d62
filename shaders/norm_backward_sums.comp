// norm_backward_sums: the two sums that the gradients of a normalisation need,
// over the rows of each chunk: Σ gradOutput and Σ gradOutput · x̂,
// x̂ = (x − mean) / √(variance + eps).
// x, gradOutput: [G, rows, channels], float16 where FLOAT16_MASK says so; mean, variance: [G, channels];
// sums, products: [G, chunks, channels].
// One thread: one (g, k, c), or four consecutive c (vec4).
//!variant vec4 LANES=4
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/lanes.glsl"
#include "include/chunks.glsl"
layout(local_size_x = 64) in;
layout(constant_id = 0) const uint FLOAT16_MASK = 0;
#include "include/float16.glsl"
layout(push_constant) uniform Push {
    LaneBuffer x;
    LaneBuffer gradOutput;
    LaneBuffer mean;
    LaneBuffer variance;
    LaneBuffer sums;
    LaneBuffer products;
    uint items;
    uint rows;
    uint channels;
    uint chunk;
    uint chunks;
    float eps;
} p;

void main() {
    uint i = item_index();
    if (i >= p.items) return;
    Chunk k = chunk_of(i, p.rows, p.channels, p.chunk, p.chunks);
    uint stats = k.group * p.channels + k.channel;
    Lane mean = p.mean.at[stats];
    Lane sum = Lane(0.0);
    Lane products = Lane(0.0);
    for (uint at = k.first; at < k.end; at += p.channels) {
        Lane g = load_lane(p.gradOutput, at, 1);
        sum += g;
        products += g * (load_lane(p.x, at, 0) - mean);
    }
    p.sums.at[i] = sum;
    p.products.at[i] = products * inversesqrt(p.variance.at[stats] + p.eps);
}
