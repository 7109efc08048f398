using Faro.Http;
using JasperFx;
using JasperFx.CodeGeneration;
using Microsoft.Extensions.Configuration;
using Wolverine;
using Wolverine.RuntimeCompilation;

// Writes the code of the endpoints and handlers to src/Faro.Http/Internal/Generated. Only this tool carries the compiler:
// the product runs what is written, and a start compiles nothing. Nothing is started here, no database is asked.
if (args is not [var folder])
{
    await Console.Error.WriteLineAsync("Give the folder for the generated code; ./faro codegen does.");
    return 2;
}

DynamicCodeBuilder.WithinCodegenCommand = true;
await using var app = FaroHttp.Build([], builder =>
{
    builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["ConnectionStrings:Faro"] = "Host=none" });
    builder.Services.AddWolverineRuntimeCompilation();
    builder.Services.ConfigureWolverine(o =>
    {
        o.CodeGeneration.TypeLoadMode = TypeLoadMode.Dynamic; // the host's own mode expects what is yet to be written
        o.CodeGeneration.GeneratedCodeOutputPath = Path.GetFullPath(folder);
    });
});
return await app.RunJasperFxCommands(["codegen", "write"]);
