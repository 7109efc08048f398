namespace Faro.Http.Input;

/// <summary>
/// Reads path and query string into a record: each parameter at most once, none unknown, percent-encoding and UTF-8
/// exact. The framework's own reader accepts all of these.
/// </summary>
/// <typeparam name="T">The parameters record.</typeparam>
public static class StrictQuery<T>
    where T : class
{
    private static readonly Field<T>[] Fields = Field<T>.All;
    private static readonly string[] Known = [.. Fields.Where(f => !f.InPath).Select(f => f.Name)];

    /// <summary>The record, or the refusal to send instead.</summary>
    public static (IResult? Refused, T? Parameters) Read(HttpContext http)
    {
        var target = Activator.CreateInstance<T>();
        Issues? issues = null;
        var seen = 0UL;
        for (var i = 0; i < Fields.Length; i++)
        {
            if (!Fields[i].InPath)
                continue;
            seen |= 1UL << i;
            Take(Fields[i], http.Request.RouteValues[Fields[i].Name] as string ?? "", target, ref issues);
        }

        if (http.Request.QueryString.Value is { Length: > 1 } query)
            ReadPairs(query, target, ref seen, ref issues);
        for (var i = 0; i < Fields.Length; i++)
        {
            if (Fields[i].Required && (seen & (1UL << i)) == 0)
                (issues ??= new()).Add(Fields[i].Name, "Required.");
        }

        return issues is null ? (null, target) : (Serving.Answer.Refused(ApiErrors.InvalidQuery(issues)), null);
    }

    private static void ReadPairs(string query, T target, ref ulong seen, ref Issues? issues)
    {
        var pairs = new QueryPairs(query);
        while (pairs.MoveNext())
        {
            if (pairs.Fault is { } fault)
            {
                (issues ??= new()).Add(fault);
                return;
            }

            ReadPair(pairs.Name, pairs.Value, target, ref seen, ref issues);
        }
    }

    private static void ReadPair(string name, string value, T target, ref ulong seen, ref Issues? issues)
    {
        for (var i = 0; i < Fields.Length; i++)
        {
            if (Fields[i].InPath || Fields[i].Name != name)
                continue;
            if ((seen & (1UL << i)) != 0)
                (issues ??= new()).Add(name, "Given more than once.");
            else
                Take(Fields[i], value, target, ref issues);
            seen |= 1UL << i;
            return;
        }

        (issues ??= new()).Add(QueryPairs.Unknown(name, Known));
    }

    private static void Take(Field<T> field, string text, T target, ref Issues? issues)
    {
        if (PlainText.Fault(text) is { } fault || !field.TryRead(target, text, out fault))
            (issues ??= new()).Add(field.Name, fault);
    }
}

/// <summary>For endpoints without parameters: anything in the query string is refused.</summary>
public static class NoQuery
{
    /// <summary>The refusal; null when there is nothing to refuse.</summary>
    public static IResult? Read(HttpContext http) =>
        http.Request.QueryString.Value is { Length: > 1 } ? StrictQuery<None>.Read(http).Refused : null;

    /// <summary>No parameters.</summary>
    public sealed record None;
}
