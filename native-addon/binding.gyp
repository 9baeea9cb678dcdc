{
  "variables": { "NAPI_VERSION": "8" },
  "target_defaults": { "default_configuration": "Release" },
  "targets": [
    {
      "target_name": "homeward_network",
      "dependencies": ["<!(node -p \"require('node-addon-api').targets\"):node_addon_api_except_all"],
      "include_dirs": ["include", "src"],
      "defines": [
        "NAPI_VERSION=<(NAPI_VERSION)",
        "NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS",
        "NODE_ADDON_API_DISABLE_DEPRECATED"
      ],
      "sources": ["src/binding.cc", "src/change_hub.cc", "src/js_values.cc", "src/physical_address.cc", "src/subscription.cc"],
      "conditions": [
        ["OS=='linux'", {
          "sources": ["<!@(node -p \"require('node:fs').readdirSync('src/linux').filter((f) => f.endsWith('.cc')).map((f) => 'src/linux/' + f).join(' ')\")"],
          "cflags_cc!": ["-std=gnu++17", "-std=gnu++20", "-fno-rtti"],
          "cflags_cc": [
            "-std=c++20", "-O2", "-Wall", "-Wextra", "-fvisibility=hidden",
            "-fstack-protector-strong", "-fstack-clash-protection", "-U_FORTIFY_SOURCE", "-D_FORTIFY_SOURCE=2"
          ],
          "ldflags": ["-pthread", "-Wl,-z,relro", "-Wl,-z,now", "-Wl,-z,noexecstack"],
          "conditions": [
            ["\"<!(node -p \"process.env.HOMEWARD_SANITIZE || ''\")\"=='address'", {
              "cflags_cc!": ["-D_FORTIFY_SOURCE=2"],
              "cflags_cc": ["-fsanitize=address", "-fno-omit-frame-pointer", "-g", "-O1"],
              "ldflags": ["-fsanitize=address"]
            }]
          ]
        }],
        ["OS=='win'", {
          "sources": ["<!@(node -p \"require('node:fs').readdirSync('src/windows').filter((f) => f.endsWith('.cc') && !f.endsWith('_mingw.cc')).map((f) => 'src/windows/' + f).join(' ')\")"],
          "defines": ["_WIN32_WINNT=0x0A00", "NTDDI_VERSION=0x0A000000", "NOMINMAX", "WIN32_LEAN_AND_MEAN"],
          "libraries": ["iphlpapi.lib", "ws2_32.lib"],
          "msvs_settings": {
            "VCCLCompilerTool": {
              "AdditionalOptions!": ["-std:c++17", "/std:c++17"],
              "AdditionalOptions": ["/std:c++20", "/utf-8", "/guard:cf", "/sdl", "/Qspectre"],
              "WarningLevel": 4
            },
            "VCLinkerTool": {
              "AdditionalOptions": ["/guard:cf"]
            }
          }
        }]
      ]
    }
  ]
}
