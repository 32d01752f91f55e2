namespace DrsDurable.DurableTask.Tests.Abstractions;

public class PageableTests
{
    [Fact]
    public async Task Pages_are_fetched_until_the_token_is_null_and_an_empty_token_is_not_the_end()
    {
        var tokens = new List<string?>();
        var pageable = Pageable.Create<int>((token, _) =>
        {
            tokens.Add(token);
            return Task.FromResult(token switch
            {
                null => new Page<int>([1, 2], string.Empty),
                "" => new Page<int>([], "next"),
                _ => new Page<int>([3], null),
            });
        });

        var values = new List<int>();
        await foreach (var value in pageable)
        {
            values.Add(value);
        }

        values.Should().Equal(1, 2, 3);
        tokens.Should().Equal(null, "", "next");
    }

    [Fact]
    public async Task AsPages_begins_where_it_is_told_and_passes_the_page_size_on()
    {
        var pageable = Pageable.Create<string>((token, size, _) => Task.FromResult(new Page<string>([$"{token} {size}"])));

        var pages = new List<Page<string>>();
        await foreach (var page in pageable.AsPages("here", 7))
        {
            pages.Add(page);
        }

        pages.Should().ContainSingle().Which.Values.Should().Equal("here 7");
    }

    [Fact]
    public async Task Nothing_is_fetched_before_it_is_needed()
    {
        var fetched = 0;
        var pageable = Pageable.Create<int>((_, _) => Task.FromResult(new Page<int>([++fetched], "more")));

        await foreach (var value in pageable)
        {
            if (value == 2)
            {
                break;
            }
        }

        fetched.Should().Be(2);
    }
}
