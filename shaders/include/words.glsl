// Two floats as one word of 64 bits, by declaring them as a pointer. On lavapipe
// a load by many lanes costs by the word, so half as many words make a
// convolution a sixth faster.

// Word is what such a pointer leads to; nothing ever follows it. Its alignment is
// the one that glslang declares for loads and stores of the pointer itself, so it
// is that of 64 bits.
layout(buffer_reference, std430, buffer_reference_align = 8) buffer Word { uint unused; };

// A pointer is cast to integers, and each of these to a float. A cast of both at
// once is joined by spirv-opt with the first to one from pointer to vec2, which
// SPIR-V does not allow.
vec2 word_floats(Word word) {
    uvec2 bits = uvec2(word);
    return vec2(uintBitsToFloat(bits.x), uintBitsToFloat(bits.y));
}

Word floats_word(vec2 pair) { return Word(uvec2(floatBitsToUint(pair.x), floatBitsToUint(pair.y))); }
