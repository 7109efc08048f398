using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Faro.Venues;

namespace Faro.Http.Tests.Operations;

/// <summary>The settings as a Markdown table, out of the options' own defaults and comments.</summary>
internal static partial class SettingsTable
{
    /// <summary>A record of options as rows: key, default, meaning; records within it follow.</summary>
    public static string Of(string prefix, Type options)
    {
        var rows = new StringBuilder("| key | default | meaning |\n|---|---|---|\n");
        Write(rows, prefix, options);
        return rows.ToString();
    }

    private static void Write(StringBuilder rows, string prefix, Type options)
    {
        var defaults = options.GetConstructor(Type.EmptyTypes) is null || options == typeof(FaroHttpOptions)
            ? new FaroHttpOptions { ConnectionString = "" }
            : Activator.CreateInstance(options)!;
        foreach (var property in options.GetProperties().Where(p => p.SetMethod is not null && !IsElsewhere(p)))
        {
            if (property.PropertyType.Name.EndsWith("Options", StringComparison.Ordinal))
                Write(rows, $"{prefix}__{property.Name}", property.PropertyType);
            else
                rows.Append(CultureInfo.InvariantCulture, $"| `{prefix}__{property.Name}` | {Shown(property.GetValue(defaults))} | {Meaning(property)} |\n");
        }
    }

    /// <summary>Those that have a name of their own, told above the tables, and the sets of venues, which have a table of their own.</summary>
    private static bool IsElsewhere(PropertyInfo property) =>
        property.Name is "ConnectionString" or "AdminSecret" or "CronSecret" || property.PropertyType == typeof(VenueSetOptions);

    private static string Shown(object? value) => value switch
    {
        null => "none",
        bool flag => flag ? "`true`" : "`false`",
        Uri url => $"`{url.OriginalString}`",
        Secret => "none",
        "" => "none",
        System.Collections.ICollection { Count: 0 } => "none",
        IReadOnlyCollection<string> many => many.Count == 0 ? "none" : $"`{string.Join(',', many)}`",
        IFormattable text => $"`{text.ToString(null, CultureInfo.InvariantCulture)}`",
        _ => $"`{value}`",
    };

    private static string Meaning(PropertyInfo property)
    {
        var name = $"P:{property.DeclaringType!.FullName}.{property.Name}";
        var summary = Comments(property.DeclaringType.Assembly).FirstOrDefault(m => m.Attribute("name")!.Value == name)?.Element("summary")
            ?? throw new InvalidOperationException($"{name} has no comment.");
        var text = string.Concat(summary.Nodes().Select(n => n switch
        {
            XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
            XElement see => $"`{(see.Attribute("cref")?.Value ?? see.Value).Split('.')[^1]}`",
            _ => n.ToString(),
        }));
        return Blanks().Replace(text, " ").Trim().Replace("|", "\\|", StringComparison.Ordinal).Replace("&lt;", "<", StringComparison.Ordinal).Replace("&gt;", ">", StringComparison.Ordinal);
    }

    private static IEnumerable<XElement> Comments(Assembly assembly) =>
        XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")).Descendants("member");

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
