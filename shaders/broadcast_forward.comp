// broadcast_forward: y = scale · x, x broadcast to y's shape.
// y is a row-major grid of RANK axes; see include/broadcast.glsl.
// One thread: one element of y, or four consecutive ones of a row (vec4), which may be float16.
//!variant vec4 LANES=4
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/lanes.glsl"
layout(constant_id = 3) const uint FLOAT16_MASK = 0;
#include "include/float16.glsl"
#include "include/broadcast.glsl"
layout(local_size_x = 64) in;
layout(constant_id = 2) const bool ALONG_ROW = true;
layout(push_constant) uniform Push {
    Floats x;
    LaneBuffer y;
    uint items;
    uint size1, size2, size3;
    uint x0, x1, x2;
    float scale;
} p;

void main() {
    uint i = item_index();
    if (i >= p.items) return;
    uvec4 at = position(i, uvec3(p.size1, p.size2, p.size3));
    store_lane(p.y, i, 1, p.scale * read_lane(p.x, 0, uvec3(p.x0, p.x1, p.x2), at, ALONG_ROW));
}
