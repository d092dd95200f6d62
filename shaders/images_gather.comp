// images_gather: y[b] = (2 v - 255) / 255 for the bytes v of image index[b]: 0 -> -1, 255 -> 1.
// That is ((v / 255) - 0.5) / 0.5 with one rounding. An index out of range gives an image of NaN.
// images: [count, size] uint8, index: [batch] uint32, y: [batch, size] float32.
// One thread: four consecutive elements; WORDS says that an image is whole words and y is aligned.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/buffers.glsl"
#include "include/bytes.glsl"
layout(local_size_x = 64) in;
layout(constant_id = 0) const bool WORDS = false;
layout(push_constant) uniform Push { Uints images; Uints index; Floats y; uint n; uint count; uint size; } p;

vec4 signed_unit(uvec4 bytes, bool known) {
    return known ? vec4(2 * ivec4(bytes) - 255) / 255.0 : vec4(uintBitsToFloat(0x7FC00000u));
}

void main() {
    uint i = 4 * item_index();
    if (i >= p.n) return;
    if (WORDS) {
        uint row = i / p.size;
        uint image = p.index.at[row];
        // The word's number, not the byte's: a data set may pass 2^32 bytes.
        uint word = min(image, p.count - 1) * (p.size / 4) + (i - row * p.size) / 4;
        Vec4s(uvec2(p.y)).at[i / 4] = signed_unit(unpack_bytes(p.images.at[word]), image < p.count);
        return;
    }
    for (uint k = i; k < i + 4 && k < p.n; k++) {
        uint row = k / p.size;
        uint image = p.index.at[row];
        uint v = byte_at(p.images, min(image, p.count - 1) * p.size + (k - row * p.size));
        p.y.at[k] = signed_unit(uvec4(v), image < p.count).x;
    }
}
